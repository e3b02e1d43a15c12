package dev.autodidact.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** A run as SVG: reward of each round against trained tokens (log x) with standard errors, and the forms before and after. */
public final class RunPicture {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int EDGE = 60;

    private RunPicture() {}

    /** The picture. */
    public static String of(PolicyRun run) {
        StringBuilder body = new StringBuilder();
        List<RoundReport> rounds = run.rounds();
        double low = 0;
        double high = 0.1;
        long tokens = 0;
        for (RoundReport r : rounds) {
            low = Math.min(low, r.reward() - r.standardError());
            high = Math.max(high, r.reward() + r.standardError());
            tokens += r.trainedTokens();
        }
        double first =
                rounds.isEmpty() ? 1 : Math.log(Math.max(1, rounds.getFirst().trainedTokens()));
        double span = Math.max(1e-9, Math.log(Math.max(2, tokens)) - first);
        long sum = 0;
        String line = "";
        for (RoundReport r : rounds) {
            sum += r.trainedTokens();
            double x = EDGE + (WIDTH - 2 * EDGE) * (Math.log(Math.max(1, sum)) - first) / span;
            double y = height(r.reward(), low, high);
            line += (line.isEmpty() ? "M" : "L") + number(x) + " " + number(y);
            body.append(String.format(
                    Locale.ROOT,
                    "<line x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f' stroke='#555'/><circle cx='%.1f' cy='%.1f' r='4'"
                            + " fill='%s'><title>round %d: %.3f ± %.3f after %d tokens %s</title></circle>%n",
                    x,
                    x,
                    height(r.reward() - r.standardError(), low, high),
                    height(r.reward() + r.standardError(), low, high),
                    x,
                    y,
                    r.alarms().isEmpty() ? "#0a6" : "#c30",
                    r.round(),
                    r.reward(),
                    r.standardError(),
                    sum,
                    r.alarms()));
        }
        body.append("<path d='").append(line).append("' fill='none' stroke='#0a6'/>\n");
        axis(body, low, high, rounds, tokens);
        int rows = forms(body, run);
        return "<svg xmlns='http://www.w3.org/2000/svg' width='" + WIDTH + "' height='" + (HEIGHT + 40 + 18 * rows)
                + "' font-family='sans-serif' font-size='12'><rect width='100%' height='100%' fill='white'/>\n" + body
                + "</svg>\n";
    }

    private static void axis(StringBuilder body, double low, double high, List<RoundReport> rounds, long tokens) {
        int bottom = HEIGHT - EDGE;
        body.append("<line x1='60' x2='580' y1='%d' y2='%d' stroke='#999'/>%n".formatted(bottom, bottom));
        body.append("<text x='8' y='%s'>%s</text><text x='8' y='%s'>%s</text>%n"
                .formatted(
                        number(height(high, low, high)), number2(high), number(height(low, low, high)), number2(low)));
        body.append(
                "<text x='60' y='%d'>%d</text><text x='580' y='%d' text-anchor='end'>%d trained tokens (log)</text>%n"
                        .formatted(
                                bottom + 16,
                                rounds.isEmpty() ? 0 : rounds.getFirst().trainedTokens(),
                                bottom + 16,
                                tokens));
        body.append(
                "<text x='60' y='20'>mean reward of a round's self-edits, ± standard error; red: an alarm</text>\n");
    }

    private static int forms(StringBuilder body, PolicyRun run) {
        Map<String, Integer> before =
                run.before() == null ? Map.of() : run.before().forms();
        Map<String, Integer> after =
                run.after() == null ? Map.of() : run.after().forms();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        int y = HEIGHT;
        body.append("<text x='60' y='%d' font-weight='bold'>held-out self-edits</text>".formatted(y));
        body.append("<text x='420' y='%d'>before</text><text x='500' y='%d'>after</text>%n".formatted(y, y));
        for (String name : names) {
            y += 18;
            body.append("<text x='60' y='%d'>%s</text><text x='420' y='%d'>%d</text><text x='500' y='%d'>%d</text>%n"
                    .formatted(
                            y,
                            name.replace("&", "&amp;").replace("<", "&lt;"),
                            y,
                            before.getOrDefault(name, 0),
                            y,
                            after.getOrDefault(name, 0)));
        }
        return names.size();
    }

    private static double height(double reward, double low, double high) {
        return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (reward - low) / (high - low);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number2(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
