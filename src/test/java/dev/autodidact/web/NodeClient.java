package dev.autodidact.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Scripts of src/test/node: the stock OpenAI client, and the page's own modules. */
public final class NodeClient {

    private NodeClient() {}

    /** Runs it; it must end with "contract holds". Where the client is not installed, the test says that it is skipped. */
    public static void run(String script, String... arguments) throws IOException, InterruptedException {
        boolean there = new File(folder(), "node_modules/openai").isDirectory();
        if (!there) {
            System.out.println("SKIPPED: the openai client is not installed; npm ci --prefix src/test/node does it");
        }
        Assumptions.assumeTrue(there, "npm ci --prefix src/test/node installs the openai client");
        start(script, arguments);
    }

    /** Runs a script that needs no client, only the page's files. Where there is no node, the test says that it is skipped. */
    public static void runOnPage(String script) throws IOException, InterruptedException {
        File pages = new File(folder().getParentFile().getParentFile(), "main/resources/META-INF/resources");
        boolean there;
        try {
            there = new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            there = false;
            System.out.println("SKIPPED: there is no node on the PATH for the page's modules");
        }
        Assumptions.assumeTrue(there, "node runs the page's modules");
        start(script, pages.getAbsolutePath());
    }

    private static File folder() {
        return (new File("src/test/node").isDirectory() ? new File("src/test/node") : new File("test/node"))
                .getAbsoluteFile();
    }

    private static void start(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", "--no-warnings", script));
        command.addAll(List.of(arguments));
        Process node = new ProcessBuilder(command)
                .directory(folder())
                .redirectErrorStream(true)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(output).isZero();
        assertThat(output).endsWith("contract holds\n");
    }
}
