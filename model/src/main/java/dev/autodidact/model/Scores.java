package dev.autodidact.model;

import java.util.ArrayList;
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
     * @param wrong of these, how many the model does not take for the likeliest after the true ones before
     */
    public record Row(double logProbability, int targets, int wrong) {
        /** Whether greedy decoding from the row's prompt would give exactly the target tokens. */
        public boolean exact() {
            return targets > 0 && wrong == 0;
        }

        /** Mean log-probability per target token. */
        public double mean() {
            return logProbability / targets;
        }
    }

    /** Puts the figures of each prediction together by adapter and row. */
    static Scores of(PackedBatch batch, float[] logProbabilities, float[] best) {
        List<List<Row>> rows = new ArrayList<>();
        for (int k = 0; k < batch.adapters(); k++) {
            int count = 0;
            for (int n = 0; n < batch.rows().length; n++) {
                if (batch.owners()[n] == k) {
                    count = Math.max(count, batch.rows()[n] + 1);
                }
            }
            double[] sum = new double[count];
            int[] targets = new int[count];
            int[] wrong = new int[count];
            for (int n = 0; n < batch.rows().length; n++) {
                if (batch.owners()[n] == k) {
                    int row = batch.rows()[n];
                    sum[row] += logProbabilities[n];
                    targets[row]++;
                    wrong[row] += (long) best[n] != batch.targets()[n] ? 1 : 0;
                }
            }
            List<Row> own = new ArrayList<>();
            for (int row = 0; row < count; row++) {
                own.add(new Row(sum[row], targets[row], wrong[row]));
            }
            rows.add(own);
        }
        return new Scores(rows);
    }
}
