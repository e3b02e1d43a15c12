package dev.autodidact.web;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own: the packaged application with a data folder of its own, on loopback. */
final class NodeProcess implements AutoCloseable {

    private static final long START_MS = 600_000;

    private final Process process;
    private final int port;
    private final Path log;

    private NodeProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts a node and returns at once. */
    static NodeProcess start(Path jar, Path home, Map<String, String> settings) throws IOException {
        if (!Files.isRegularFile(jar)) {
            throw new IOException("there is no " + jar + "; ./mvnw verify makes it");
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.createDirectories(home);
        Path log = home.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dautodidact.home=" + home));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new NodeProcess(process, port, log);
    }

    /** Waits until it answers. */
    NodeProcess ready() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_MS * 1_000_000;
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("the node did not start: " + log());
            }
            Thread.sleep(100);
        }
        return this;
    }

    private boolean answers() {
        try {
            return given().get("/q/health/ready").statusCode() == 200;
        } catch (Exception e) {
            // nobody listens yet
            return false;
        }
    }

    /** Where something stands at this node. */
    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A request to this node. */
    RequestSpecification given() {
        return RestAssured.given().baseUri("http://127.0.0.1").port(port);
    }

    /** What it has written so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** How it ended. */
    int exit() throws InterruptedException {
        if (!process.waitFor(START_MS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the node has not ended");
        }
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
