package dev.autodidact.policy;

import dev.autodidact.sft.LedgerRow;
import java.util.List;

/**
 * What one episode is about: observations that the policy reads, and questions that are asked when they are gone.
 *
 * @param id unique among all tasks; equal ids are equal tasks
 * @param environment name of the environment it comes from
 * @param split which part it belongs to
 * @param observations what the policy reads, one per turn
 * @param probes the exam, never shown to the writer
 * @param nearby questions about others; the base's own answers to them are to stay
 * @param rules rows that a hand-written rule makes of each observation, the most useful first: the upper bound
 */
public record Task(
        String id,
        String environment,
        Split split,
        List<String> observations,
        List<Probe> probes,
        List<String> nearby,
        List<List<LedgerRow>> rules) {

    /** Checks that the task can be read, asked and answered. */
    public Task {
        observations = List.copyOf(observations);
        probes = List.copyOf(probes);
        nearby = List.copyOf(nearby);
        rules = rules.stream().map(List::copyOf).toList();
        if (observations.isEmpty()) {
            throw new IllegalArgumentException("task '" + id + "' has no observation");
        }
        if (!rules.isEmpty() && rules.size() != observations.size()) {
            throw new IllegalArgumentException(
                    "task '" + id + "' has rules for " + rules.size() + " of " + observations.size() + " observations");
        }
        if (probes.isEmpty()) {
            throw new IllegalArgumentException("task '" + id + "' has no questions, at least 1 is needed");
        }
        String text = String.join("\n", observations).toLowerCase(java.util.Locale.ROOT);
        for (Probe probe : probes) {
            if (!probe.derived() && !text.contains(probe.gold().toLowerCase(java.util.Locale.ROOT))) {
                throw new IllegalArgumentException("task '" + id + "': the gold answer '" + probe.gold() + "' of '"
                        + probe.question() + "' appears in none of its text");
            }
        }
    }

    /** The rows of all {@link #rules}. */
    public List<LedgerRow> rule() {
        return rules.stream().flatMap(List::stream).toList();
    }
}
