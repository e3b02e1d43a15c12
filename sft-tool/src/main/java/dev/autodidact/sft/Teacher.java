package dev.autodidact.sft;

import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.SoftTargets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The model with the source in its prompt, adapter off: its distributions over the answers of rows that have a teacher. */
final class Teacher {
    private final LanguageModel model;
    private final Map<Example, float[]> known = new IdentityHashMap<>();

    Teacher(LanguageModel model) {
        this.model = model;
    }

    /** The distributions for the predictions of rows with a teacher, with the weights that the batch gives them. */
    SoftTargets soft(PackedBatch batch, List<TrainingRow> rows) {
        List<Integer> at = taught(batch, rows);
        int vocabulary = model.config().vocabulary();
        long[] where = new long[at.size()];
        float[] weights = new float[at.size()];
        float[] values = new float[at.size() * vocabulary];
        int[] next = new int[rows.size()];
        for (int m = 0; m < at.size(); m++) {
            int n = at.get(m);
            int row = batch.rows()[n];
            where[m] = n;
            weights[m] = batch.weights()[n];
            float[] own = known.computeIfAbsent(rows.get(row).teacher(), this::ask);
            System.arraycopy(own, next[row]++ * vocabulary, values, m * vocabulary, vocabulary);
        }
        return new SoftTargets(where, values, weights);
    }

    /** The batch with weight 0 at those predictions. */
    PackedBatch without(PackedBatch batch, List<TrainingRow> rows) {
        List<Integer> at = taught(batch, rows);
        if (at.isEmpty()) {
            return batch;
        }
        float[] weights = batch.weights().clone();
        at.forEach(n -> weights[n] = 0);
        return batch.weighted(weights);
    }

    private static List<Integer> taught(PackedBatch batch, List<TrainingRow> rows) {
        List<Integer> at = new ArrayList<>();
        for (int n = 0; n < batch.rows().length; n++) {
            if (batch.weights()[n] > 0 && rows.get(batch.rows()[n]).teacher() != null) {
                at.add(n);
            }
        }
        return at;
    }

    private float[] ask(Example row) {
        return model.logProbabilities(PackedBatch.of(List.of(row)), Precision.BF16);
    }
}
