package dev.autodidact.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The stock OpenAI client of Node, which runs a script of src/test/node. */
public final class NodeClient {

    private NodeClient() {}

    /** Runs it; it must end with "contract holds". Where the client is not installed, the test says that it is skipped. */
    public static void run(String script, String... arguments) throws IOException, InterruptedException {
        File folder = new File("src/test/node").isDirectory() ? new File("src/test/node") : new File("test/node");
        boolean there = new File(folder, "node_modules/openai").isDirectory();
        if (!there) {
            System.out.println("SKIPPED: the openai client is not installed; npm ci --prefix src/test/node does it");
        }
        Assumptions.assumeTrue(there, "npm ci --prefix src/test/node installs the openai client");
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        Process node = new ProcessBuilder(command)
                .directory(folder)
                .redirectErrorStream(true)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(output).isZero();
        assertThat(output).endsWith("contract holds\n");
    }
}
