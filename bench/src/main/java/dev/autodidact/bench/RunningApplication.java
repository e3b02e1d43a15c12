package dev.autodidact.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The packaged application in a process of its own, on loopback, with an empty data folder. */
final class RunningApplication implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final String base;
    private final Path home;

    private RunningApplication(Process process, String base, Path home) {
        this.process = process;
        this.base = base;
        this.home = home;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param jar {@code target/quarkus-app/quarkus-run.jar}
     */
    static RunningApplication start(Path jar) throws IOException, InterruptedException {
        return start(jar, Files.createTempDirectory("autodidact-bench"));
    }

    /** The same with a data folder of an earlier run, and settings of the form {@code -Dname=value}. */
    static RunningApplication start(Path jar, Path home, String... settings) throws IOException, InterruptedException {
        if (!Files.isRegularFile(jar)) {
            throw new IOException("there is no " + jar + "; make it by ./mvnw package");
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-Dautodidact.home=" + home,
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port));
        command.addAll(List.of(settings));
        command.addAll(List.of("-jar", jar.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log.txt").toFile())
                .start();
        RunningApplication running = new RunningApplication(process, "http://127.0.0.1:" + port, home);
        long until = System.nanoTime() + START.toNanos();
        while (!running.ready()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroy();
                throw new IOException("the application did not start: " + Files.readString(home.resolve("log.txt")));
            }
            Thread.sleep(200);
        }
        return running;
    }

    private boolean ready() throws InterruptedException {
        try {
            return http.send(request("/q/health/ready").GET().build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it listens, without a path. */
    String address() {
        return base;
    }

    /** Processor time that it has used so far, s. */
    double busySeconds() {
        return process.info()
                        .totalCpuDuration()
                        .orElseThrow(() -> new IllegalStateException("this system does not count processor time"))
                        .toNanos()
                / 1e9;
    }

    Path home() {
        return home;
    }

    /** What stands at this address, as it is. */
    String text(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    JsonElement get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    JsonElement post(String path, JsonObject body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    JsonElement delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(5));
    }

    private JsonElement send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.request().method() + " " + answer.uri().getPath() + " answered "
                    + answer.statusCode() + " " + answer.body());
        }
        return JsonParser.parseString(answer.body());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
