package dev.autodidact.bench;

import dev.autodidact.model.LanguageModel;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The same requests to llama.cpp's server, where the environment names its binary ({@code LLAMA_SERVER}) and the same model as
 * GGUF ({@code LLAMA_MODEL}). Through HTTP, which the engine's own figures are not.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/server">llama-server</a>
 */
final class LlamaServer {
    private static final int[] STREAMS = {1, 8, 32};
    private static final long START_MS = 60_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;
    private final LanguageModel model;

    private LlamaServer(int port, LanguageModel model) {
        this.address = URI.create("http://127.0.0.1:" + port);
        this.model = model;
    }

    /** Measures it, or says that there is none. */
    static void measure(LanguageModel model, Report report, int rounds, int prompt, int tokens)
            throws IOException, InterruptedException {
        String binary = System.getenv("LLAMA_SERVER");
        String gguf = System.getenv("LLAMA_MODEL");
        if (binary == null || gguf == null) {
            report.fact("llama-server", "not measured: LLAMA_SERVER and LLAMA_MODEL name no binary and no model");
            return;
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        binary, "-m", gguf, "--host", "127.0.0.1", "--port", "" + port, "-np", "32", "-c", "8192")
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
        try {
            new LlamaServer(port, model).run(process, report, rounds, prompt, tokens);
            report.fact("llama-server", binary);
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void run(Process process, Report report, int rounds, int prompt, int tokens)
            throws IOException, InterruptedException {
        awaitReady(process);
        for (int streams : STREAMS) {
            double[] speeds = new double[rounds];
            for (int round = -1; round < rounds; round++) { // the first one warms up
                double speed = speed(streams, round, prompt, tokens);
                if (round >= 0) {
                    speeds[round] = speed;
                }
            }
            report.number("llama-server, " + streams + " streams, base", Report.median(speeds), "tokens/s", "");
        }
    }

    private void awaitReady(Process process) throws InterruptedException {
        long end = System.currentTimeMillis() + START_MS;
        while (System.currentTimeMillis() < end && process.isAlive()) {
            try {
                HttpRequest health =
                        HttpRequest.newBuilder(address.resolve("/health")).build();
                if (client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("llama-server was not ready within " + START_MS + " ms");
    }

    private double speed(int streams, int round, int prompt, int tokens) throws InterruptedException {
        Random random = new Random(100L * streams + round);
        List<HttpRequest> requests = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            int[] ids = random.ints(prompt, 3, model.config().vocabulary()).toArray();
            requests.add(HttpRequest.newBuilder(address.resolve("/completion"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"prompt\":" + Arrays.toString(ids) + ",\"n_predict\":" + tokens
                                    + ",\"temperature\":0,\"ignore_eos\":true,\"cache_prompt\":false,\"stream\":true}"))
                    .build());
        }
        long start = System.nanoTime();
        long written = requests.stream()
                .map(request -> client.sendAsync(request, HttpResponse.BodyHandlers.ofLines()))
                .toList()
                .stream()
                .mapToLong(answer -> tokens(answer.join().body()))
                .sum();
        return written / ((System.nanoTime() - start) / 1e9);
    }

    private static long tokens(Stream<String> lines) {
        return lines.filter(line -> line.startsWith("data: ") && line.contains("\"stop\":false"))
                .count();
    }
}
