package dev.autodidact.model;

import java.util.List;

/**
 * Teacher-forced scores of the rows of a {@link PackedBatch}.
 *
 * @param rows one list per adapter, one entry per row
 */
public record Scores(List<List<Row>> rows) {
    /**
     * @param logProbability sum over the row's target tokens, nats
     * @param targets number of target tokens
     * @param exact whether greedy decoding from the row's prompt would give exactly the target tokens
     */
    public record Row(double logProbability, int targets, boolean exact) {
        /** Mean log-probability per target token. */
        public double mean() {
            return logProbability / targets;
        }
    }
}
