package dev.autodidact.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Bars of right answers by kind of question and arm, with their 95 % intervals. */
final class StreamPicture {
    private static final List<String> KINDS =
            List.of("lookup", "lookup, held-out phrasing", "two facts", "two facts, one by one");
    private static final List<String> COLOURS = List.of("#999999", "#3b75af", "#c8772e", "#3a8f4d");
    private static final int BAR = 34;
    private static final int GAP = 46;
    private static final int HEIGHT = 220;
    private static final int TOP = 60;
    private static final int LEFT = 60;

    private StreamPicture() {}

    static void write(Path file, Map<String, Share> shares) throws IOException {
        StringBuilder body = new StringBuilder();
        StreamArm[] arms = StreamArm.values();
        int group = arms.length * BAR + GAP;
        int width = LEFT + KINDS.size() * group;
        for (int percent = 0; percent <= 100; percent += 20) {
            double y = y(percent / 100.0);
            add(body, "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>", LEFT, y, width, y);
            add(body, "<text x='%d' y='%.1f' text-anchor='end'>%d %%</text>", LEFT - 8, y + 4, percent);
        }
        for (int k = 0; k < KINDS.size(); k++) {
            int left = LEFT + k * group + GAP / 2;
            for (int a = 0; a < arms.length; a++) {
                Share share = shares.getOrDefault(KINDS.get(k) + ": " + arms[a].label(), new Share(0, 0));
                double x = left + a * BAR;
                double y = y(share.value());
                add(
                        body,
                        "<rect x='%.1f' y='%.1f' width='%d' height='%.1f' fill='%s'/>",
                        x,
                        y,
                        BAR - 4,
                        TOP + HEIGHT - y,
                        COLOURS.get(a));
                double middle = x + (BAR - 4) / 2.0;
                add(
                        body,
                        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='#333'/>",
                        middle,
                        y(share.low()),
                        middle,
                        y(share.high()));
            }
            add(body, "<text x='%d' y='%d'>%s</text>", left, TOP + HEIGHT + 20, KINDS.get(k));
        }
        for (int a = 0; a < arms.length; a++) {
            int x = LEFT + GAP / 2 + a * 140;
            add(body, "<rect x='%d' y='16' width='14' height='14' fill='%s'/>", x, COLOURS.get(a));
            add(body, "<text x='%d' y='28'>%s</text>", x + 20, arms[a].label());
        }
        Files.writeString(
                file,
                String.format(
                        Locale.ROOT,
                        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif'"
                                + " font-size='13'><rect width='100%%' height='100%%' fill='white'/>%n%s</svg>%n",
                        width + 20,
                        TOP + HEIGHT + 40,
                        body));
    }

    private static double y(double share) {
        return TOP + HEIGHT * (1 - share);
    }

    private static void add(StringBuilder body, String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
