package dev.autodidact.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** PyTorch from Python as the peer of the step bench: one round per request, so that both see the same minutes. */
final class TorchPeer implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;

    /**
     * @param python an interpreter with torch
     * @param script {@code bench/python/step_bench.py}
     * @throws IOException with the reason if it does not start
     */
    TorchPeer(String python, Path script) throws IOException {
        process = new ProcessBuilder(python, script.toString(), "--serve")
                .redirectErrorStream(true)
                .start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith("{")) {
            throw new IOException(line == null ? "it printed nothing" : line);
        }
    }

    /** Seconds of one round of a task. */
    double round(String task) throws IOException {
        return answer(task).get("median_s").getAsDouble();
    }

    /** Most resident memory of the peer so far, bytes. */
    long peakBytes() throws IOException {
        return answer("memory").get("peak_bytes").getAsLong();
    }

    private JsonObject answer(String task) throws IOException {
        in.println(task);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("{")) {
                return JsonParser.parseString(line).getAsJsonObject();
            }
        }
        throw new IOException("the Python peer ended during " + task);
    }

    @Override
    public void close() {
        in.close();
        process.destroy();
    }
}
