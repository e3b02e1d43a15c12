package dev.autodidact.seed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The loss over the training as a CSV file that grows, and a picture drawn from it. */
final class LossCurve {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 360;
    private static final int LEFT = 60;
    private static final int BOTTOM = 40;

    private final Path csv;

    LossCurve(Path folder) {
        this.csv = folder.resolve("loss.csv");
    }

    /** Drops what a run wrote after the step it is resumed from. */
    void truncate(int lastStep) throws IOException {
        if (!Files.exists(csv)) {
            Files.writeString(csv, "step,tokens,seconds,loss\n");
            return;
        }
        List<String> kept = Files.readAllLines(csv).stream()
                .filter(line -> line.startsWith("step") || Integer.parseInt(line.split(",")[0]) <= lastStep)
                .toList();
        Files.write(csv, kept);
    }

    void add(int step, long tokens, double seconds, double loss) throws IOException {
        Files.writeString(
                csv,
                String.format(Locale.ROOT, "%d,%d,%.1f,%.4f%n", step, tokens, seconds, loss),
                StandardOpenOption.APPEND);
    }

    /** Seconds spent so far, of all starts of the run. */
    double seconds() throws IOException {
        List<String> lines = Files.readAllLines(csv);
        return lines.size() < 2 ? 0 : Double.parseDouble(lines.getLast().split(",")[2]);
    }

    /** Draws loss (log scale) against millions of tokens. */
    void draw(Path svg) throws IOException {
        List<double[]> points = new ArrayList<>();
        for (String line : Files.readAllLines(csv)) {
            if (!line.startsWith("step")) {
                String[] f = line.split(",");
                points.add(new double[] {Double.parseDouble(f[1]), Double.parseDouble(f[3])});
            }
        }
        if (points.size() < 2) {
            return;
        }
        double most = points.getLast()[0];
        double low = Math.log10(points.stream().mapToDouble(p -> p[1]).min().orElseThrow());
        double high = Math.log10(points.stream().mapToDouble(p -> p[1]).max().orElseThrow());
        StringBuilder path = new StringBuilder();
        for (double[] p : points) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(String.format(Locale.ROOT, "%.1f %.1f", x(p[0], most), y(Math.log10(p[1]), low, high)));
        }
        StringBuilder ticks = new StringBuilder();
        for (double v : new double[] {0.05, 0.1, 0.2, 0.5, 1, 2, 5}) {
            double l = Math.log10(v);
            if (l >= low && l <= high) {
                ticks.append(String.format(
                        Locale.ROOT,
                        "<path d='M%d %.1fH%d' stroke='#ddd'/><text x='%d' y='%.1f' text-anchor='end'>%s</text>%n",
                        LEFT,
                        y(l, low, high),
                        WIDTH - 10,
                        LEFT - 6,
                        y(l, low, high) + 4,
                        v));
            }
        }
        for (int i = 0; i <= 4; i++) {
            ticks.append(String.format(
                    Locale.ROOT,
                    "<text x='%.1f' y='%d' text-anchor='middle'>%.0fM</text>%n",
                    x(most * i / 4, most),
                    HEIGHT - BOTTOM + 18,
                    most * i / 4 / 1e6));
        }
        Files.writeString(
                svg,
                String.format(
                        Locale.ROOT,
                        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>"
                                + "<rect width='100%%' height='100%%' fill='white'/><text x='%d' y='18'>Training loss of the seed"
                                + " model (nats per weighted token, log) against tokens</text>%n%s<path d='%s' fill='none'"
                                + " stroke='#1668b8' stroke-width='1.5'/></svg>%n",
                        WIDTH,
                        HEIGHT,
                        LEFT,
                        ticks,
                        path));
    }

    private static double x(double tokens, double most) {
        return LEFT + tokens / most * (WIDTH - LEFT - 20);
    }

    private static double y(double logLoss, double low, double high) {
        return HEIGHT - BOTTOM - (logLoss - low) / (high - low) * (HEIGHT - BOTTOM - 30);
    }
}
