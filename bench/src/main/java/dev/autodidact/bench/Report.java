package dev.autodidact.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What a bench measured: printed as a table, written to {@code bench/results/NAME.json}. */
final class Report {
    private final String name;
    private final JsonObject json = new JsonObject();
    private final JsonObject figures = new JsonObject();

    Report(String name, long seed) {
        this.name = name;
        json.addProperty("bench", name);
        json.addProperty("machine", machine());
        json.addProperty("commit", commit());
        json.addProperty("seed", seed);
        json.add("figures", figures);
        System.out.printf("%s: %s, commit %s, seed %d%n", name, machine(), commit(), seed);
    }

    void fact(String key, String value) {
        json.addProperty(key, value);
        System.out.printf("%s: %s%n", key, value);
    }

    void share(String label, Share share, String target) {
        JsonObject f = new JsonObject();
        f.addProperty("value", share.value());
        f.addProperty("low", share.low());
        f.addProperty("high", share.high());
        f.addProperty("n", share.n());
        figures.add(label, f);
        System.out.printf("| %-44s | %-34s | %-8s |%n", label, share, target);
    }

    void number(String label, double value, String unit, String target) {
        JsonObject f = new JsonObject();
        f.addProperty("value", value);
        f.addProperty("unit", unit);
        figures.add(label, f);
        System.out.printf(
                "| %-44s | %-34s | %-8s |%n", label, String.format(Locale.ROOT, "%.3f %s", value, unit), target);
    }

    /** A figure with a bootstrap interval over seeds, under its own name beside the figures. */
    void interval(String key, double mean, double low, double high, int seeds) {
        JsonObject f = new JsonObject();
        f.addProperty("mean", mean);
        f.addProperty("low", low);
        f.addProperty("high", high);
        f.addProperty("seeds", seeds);
        json.add(key, f);
        System.out.printf(
                "| %-44s | %-34s | %-8s |%n",
                key, String.format(Locale.ROOT, "%+.3f [%+.3f, %+.3f] seeds=%d", mean, low, high, seeds), "");
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(name + ".json"),
                new GsonBuilder()
                                .setPrettyPrinting()
                                .serializeSpecialFloatingPointValues()
                                .create()
                                .toJson(json) + "\n");
    }

    private static String machine() {
        String cpu = "unknown CPU";
        try {
            cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 2))
                    .findFirst()
                    .orElse(cpu);
        } catch (IOException e) {
            // not Linux: the core count is all we know
        }
        return cpu + ", " + Runtime.getRuntime().availableProcessors() + " cores";
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(git.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                return line == null ? "unknown" : line;
            }
        } catch (IOException e) {
            return "unknown";
        }
    }
}
