package dev.autodidact.bench;

import dev.autodidact.policy.RoundReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reward of each round's own self-edits against the tokens trained so far (log x), a line for each algorithm and seed, with
 * held-out rewards to hold them against as dashed lines.
 */
final class OuterPicture {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 340;
    private static final int EDGE = 60;
    private static final String[] COLOURS = {"#0a6", "#c60", "#36c"};

    private final Map<String, List<List<RoundReport>>> runs = new LinkedHashMap<>();

    private final Map<String, Double> levels = new LinkedHashMap<>();

    /** A reward to compare with, of all seeds. */
    void level(String name, double reward) {
        levels.put(name, reward);
    }

    void add(String algorithm, List<RoundReport> rounds) {
        runs.computeIfAbsent(algorithm, k -> new ArrayList<>()).add(List.copyOf(rounds));
    }

    void write(Path file) throws IOException {
        double low = 1;
        double high = 0;
        long least = Long.MAX_VALUE;
        long most = 2;
        for (List<RoundReport> run :
                runs.values().stream().flatMap(List::stream).toList()) {
            least = Math.min(least, Math.max(1, run.getFirst().trainedTokens()));
            most = Math.max(
                    most, run.stream().mapToLong(RoundReport::trainedTokens).sum());
            for (RoundReport r : run) {
                low = Math.min(low, r.reward() - r.standardError());
                high = Math.max(high, r.reward() + r.standardError());
            }
        }
        for (double level : levels.values()) {
            low = Math.min(low, level);
            high = Math.max(high, level);
        }
        StringBuilder body = new StringBuilder();
        for (Map.Entry<String, Double> level : levels.entrySet()) {
            double y = height(level.getValue(), low, high);
            body.append(String.format(
                    Locale.ROOT,
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#999' stroke-dasharray='5 4'/>"
                            + "<text x='%d' y='%.1f' fill='#777' text-anchor='end'>%s %.2f</text>%n",
                    EDGE,
                    WIDTH - 8,
                    y,
                    y,
                    WIDTH - 8,
                    y - 4,
                    level.getKey(),
                    level.getValue()));
        }
        int kind = 0;
        for (Map.Entry<String, List<List<RoundReport>>> e : runs.entrySet()) {
            String colour = COLOURS[kind % COLOURS.length];
            body.append("<text x='%d' y='20' fill='%s'>%s, %d seeds</text>%n"
                    .formatted(
                            EDGE + 160 * kind, colour, e.getKey(), e.getValue().size()));
            for (List<RoundReport> run : e.getValue()) {
                line(body, run, colour, low, high, least, most);
            }
            kind++;
        }
        int bottom = HEIGHT - EDGE;
        body.append(String.format(
                Locale.ROOT,
                "<text x='8' y='%d'>%.2f</text><text x='8' y='%d'>%.2f</text><text x='%d' y='%d'>%d</text>"
                        + "<text x='%d' y='%d' text-anchor='end'>%d trained tokens (log)</text>%n"
                        + "<text x='%d' y='%d' fill='#555'>mean reward of a round's self-edits, ± standard error</text>%n",
                EDGE,
                high,
                bottom,
                low,
                EDGE,
                bottom + 18,
                least,
                WIDTH - EDGE,
                bottom + 18,
                most,
                EDGE,
                HEIGHT - 12));
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='13'>"
                                .formatted(WIDTH, HEIGHT)
                        + "<rect width='100%' height='100%' fill='white'/>\n" + body + "</svg>\n");
    }

    private static void line(
            StringBuilder body, List<RoundReport> run, String colour, double low, double high, long least, long most) {
        StringBuilder path = new StringBuilder();
        long tokens = 0;
        for (RoundReport r : run) {
            tokens += r.trainedTokens();
            double along =
                    Math.log((double) Math.max(1, tokens) / least) / Math.log(Math.max(2.0, (double) most / least));
            double x = EDGE + (WIDTH - 2 * EDGE) * along;
            double y = height(r.reward(), low, high);
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
            body.append(String.format(
                    Locale.ROOT,
                    "<line x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f' stroke='%s'/><circle cx='%.1f' cy='%.1f' r='3'"
                            + " fill='%s'/>%n",
                    x,
                    x,
                    height(r.reward() - r.standardError(), low, high),
                    height(r.reward() + r.standardError(), low, high),
                    colour,
                    x,
                    y,
                    colour));
        }
        body.append("<path d='%s' fill='none' stroke='%s'/>%n".formatted(path, colour));
    }

    private static double height(double reward, double low, double high) {
        return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (reward - low) / Math.max(1e-9, high - low);
    }
}
