package dev.autodidact.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** One heat map per arm: items from left to right, learns from top to bottom, green where the item is answered. */
final class RetentionPicture {
    private static final int SIZE = 260;
    private static final int GAP = 40;
    private static final int COLUMNS = 3;

    private final int items;
    private final StringBuilder body = new StringBuilder();
    private int arms;

    RetentionPicture(int items) {
        this.items = items;
    }

    /** Adds an arm; the runs of several seeds are averaged. */
    void arm(String name, List<double[][]> matrices) {
        int left = GAP + arms % COLUMNS * (SIZE + GAP);
        int top = GAP + arms / COLUMNS * (SIZE + 2 * GAP);
        double cell = (double) SIZE / items;
        double last = 0;
        for (int t = 0; t < items; t++) {
            for (int i = 0; i <= t; i++) {
                double share = 0;
                for (double[][] matrix : matrices) {
                    share += matrix[t][i] / matrices.size();
                }
                last += t == items - 1 ? share / items : 0;
                body.append(String.format(
                        Locale.ROOT,
                        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>%n",
                        left + i * cell,
                        top + t * cell,
                        cell + 0.3,
                        cell + 0.3,
                        colour(share)));
            }
        }
        body.append(String.format(
                Locale.ROOT,
                "<text x='%d' y='%d'>%s: %.0f %%</text>%n",
                left,
                top - 8,
                name.replace("&", "&amp;"),
                100 * last));
        body.append(String.format(
                "<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#999'/>%n", left, top, SIZE, SIZE));
        arms++;
    }

    private static String colour(double share) {
        int red = (int) Math.round(200 - 170 * share);
        int green = (int) Math.round(60 + 90 * share);
        int blue = (int) Math.round(50 + 20 * share);
        return "#%02x%02x%02x".formatted(red, green, blue);
    }

    void write(Path file) throws IOException {
        int rows = (arms + COLUMNS - 1) / COLUMNS;
        int width = GAP + COLUMNS * (SIZE + GAP);
        int height = rows * (SIZE + 2 * GAP) + GAP;
        Files.writeString(
                file,
                String.format(
                        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif'"
                                + " font-size='13'><rect width='100%%' height='100%%' fill='white'/>%n%s"
                                + "<text x='%d' y='%d' fill='#555'>item from left to right, after each learn from top to"
                                + " bottom; green: answered, red: forgotten; in %%: answered at the end</text></svg>%n",
                        width, height, body, GAP, height - 12));
    }
}
