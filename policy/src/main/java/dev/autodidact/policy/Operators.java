package dev.autodidact.policy;

import dev.autodidact.sft.LedgerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An invented operator by its examples; the exam asks for them and for others. The usual ones add an odd number, those of
 * {@link Split#TRANSFER} an even one.
 */
public final class Operators implements Environment {
    private static final int TOLD = 4;

    @Override
    public String name() {
        return "operators";
    }

    @Override
    public Task task(Split split, long number) {
        MadeUp made = new MadeUp(split, new SplittableRandom(number * 7901 + split.ordinal()));
        String operator = made.value("word");
        int more = 2 * made.below(3) + (split.usual() ? 1 : 2);
        List<int[]> pairs = new ArrayList<>();
        for (int a = 1; a < 10; a++) {
            for (int b = 1; b < 10; b++) {
                pairs.add(new int[] {a, b});
            }
        }
        List<int[]> drawn = made.some(pairs, 2 * TOLD);
        StringBuilder text = new StringBuilder();
        List<Probe> probes = new ArrayList<>();
        List<LedgerRow> rule = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            int a = drawn.get(i)[0];
            int b = drawn.get(i)[1];
            String result = Integer.toString(a + b + more);
            String asked = a + " " + operator + " " + b;
            boolean told = i < TOLD;
            if (told) {
                text.append(i == 0 ? "" : " ")
                        .append(asked)
                        .append(" is ")
                        .append(result)
                        .append('.');
                rule.add(LedgerRow.question("What is " + asked + "?", result));
            }
            probes.add(new Probe("What is " + asked + "?", result, !told));
            if (told) {
                probes.add(Probe.of("How much is " + asked + "?", result));
            }
        }
        for (int[] pair : made.some(pairs, 6)) {
            rule.add(LedgerRow.question(
                    "How much is " + pair[0] + " " + operator + " " + pair[1] + "?",
                    Integer.toString(pair[0] + pair[1] + more)));
        }
        List<String> nearby = List.of("What is 2 + 3?", "What is 4 + 4?", "How much is 1 + 6?", "What is 5 + 2?");
        return new Task(
                "operators/" + split + "/" + number,
                name(),
                split,
                List.of(text.toString()),
                probes,
                nearby,
                List.of(rule));
    }
}
