package dev.autodidact.policy;

import dev.autodidact.sft.LedgerRow;
import java.util.List;

/**
 * What one episode is about: observations that the policy reads, and questions that are asked when they are gone.
 *
 * @param id unique among all tasks; equal ids are equal tasks
 * @param environment name of the environment it comes from
 * @param split which half it belongs to
 * @param observations what the policy reads, one per turn
 * @param probes the exam, never shown to the writer
 * @param nearby questions about others; the base's own answers to them are to stay
 * @param rule rows that a hand-written rule makes of the observations, the most useful first: the upper bound
 */
public record Task(
        String id,
        String environment,
        Split split,
        List<String> observations,
        List<Probe> probes,
        List<String> nearby,
        List<LedgerRow> rule) {

    /** Checks that the task can be read, asked and answered. */
    public Task {
        observations = List.copyOf(observations);
        probes = List.copyOf(probes);
        nearby = List.copyOf(nearby);
        rule = List.copyOf(rule);
        if (observations.isEmpty()) {
            throw new IllegalArgumentException("task '" + id + "' has no observation");
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
}
