package dev.autodidact.policy;

import dev.autodidact.sft.LedgerRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An invented rule that turns short lists into others, by its examples. {@link #apply} is the checker: gold answers are
 * computed, also for lists that were not shown. {@link Split#TRANSFER} has other rules.
 */
public final class Transformations implements Environment {
    private static final int TOLD = 3;

    @Override
    public String name() {
        return "transformations";
    }

    @Override
    public Task task(Split split, long number) {
        MadeUp made = new MadeUp(split, new SplittableRandom(number * 7883 + split.ordinal()));
        String word = made.name();
        int rule = made.below(2) + (split.usual() ? 0 : 2);
        StringBuilder text = new StringBuilder();
        List<Probe> probes = new ArrayList<>();
        List<LedgerRow> rows = new ArrayList<>();
        for (int i = 0; i < 2 * TOLD; i++) {
            List<String> list = made.some(List.of("1", "2", "3", "4", "5", "6", "7", "8", "9"), 3);
            String from = String.join(" ", list);
            String to = String.join(" ", apply(rule, list));
            boolean told = i < TOLD;
            if (told) {
                text.append(i == 0 ? "" : " ").append(word + " of " + from + " is " + to + ".");
                rows.add(LedgerRow.question("What is " + word + " of " + from + "?", to));
                probes.add(Probe.of("Tell me " + word + " of " + from + ".", to));
            }
            probes.add(new Probe("What is " + word + " of " + from + "?", to, !told));
        }
        for (int i = 0; i < 5; i++) {
            List<String> list = made.some(List.of("1", "2", "3", "4", "5", "6", "7", "8", "9"), 3);
            rows.add(LedgerRow.question(
                    "What is " + word + " of " + String.join(" ", list) + "?", String.join(" ", apply(rule, list))));
        }
        List<String> nearby = List.of(
                "What is " + made.name() + " of 1 2 3?",
                "Tell me " + made.name() + " of 4 2 8.",
                "What is 2 + 3?",
                "What is " + made.name() + " of 9 5 1?");
        return new Task(
                "transformations/" + split + "/" + number,
                name(),
                split,
                List.of(text.toString()),
                probes,
                nearby,
                List.of(rows));
    }

    /** What a rule makes of a list: 0 reversed, 1 without its first, 2 without its last, 3 its first at the end. */
    static List<String> apply(int rule, List<String> list) {
        List<String> out = new ArrayList<>(list);
        switch (rule) {
            case 0 -> Collections.reverse(out);
            case 1 -> out.removeFirst();
            case 2 -> out.removeLast();
            case 3 -> out.add(out.removeFirst());
            default -> throw new IllegalArgumentException("rule is " + rule + ", allowed 0 to 3");
        }
        return out;
    }
}
