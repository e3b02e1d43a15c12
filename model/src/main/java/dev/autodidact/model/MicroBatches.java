package dev.autodidact.model;

import java.util.ArrayList;
import java.util.List;

/** Cuts a batch into parts of fewer sequences; the gradients of the parts add up to that of the whole. */
final class MicroBatches {
    private MicroBatches() {}

    /**
     * @param sequences most grid rows per adapter in one part
     */
    static List<Part> of(PackedBatch batch, int sequences) {
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < batch.sequences(); from += sequences) {
            Part part = part(batch, from, Math.min(sequences, batch.sequences() - from));
            if (part.chosen().length > 0) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** All of it as one part. */
    static Part whole(PackedBatch batch) {
        return new Part(
                batch,
                java.util.stream.IntStream.range(0, batch.targets().length).toArray());
    }

    private static Part part(PackedBatch b, int from, int count) {
        int cells = count * b.width();
        long[] ids = new long[b.adapters() * cells];
        long[] positions = new long[ids.length];
        long[] segments = new long[ids.length];
        for (int k = 0; k < b.adapters(); k++) {
            int source = (k * b.sequences() + from) * b.width();
            System.arraycopy(b.ids(), source, ids, k * cells, cells);
            System.arraycopy(b.positions(), source, positions, k * cells, cells);
            System.arraycopy(b.segments(), source, segments, k * cells, cells);
        }
        int whole = b.targets().length;
        int[] chosen = new int[whole];
        long[] place = new long[whole];
        int n = 0;
        for (int i = 0; i < whole; i++) {
            long row = b.selected()[i] / b.width();
            long sequence = row % b.sequences();
            if (sequence >= from && sequence < from + count) {
                long k = row / b.sequences();
                chosen[n] = i;
                place[n++] = (k * count + sequence - from) * b.width() + b.selected()[i] % b.width();
            }
        }
        long[] targets = new long[n];
        int[] rows = new int[n];
        int[] owners = new int[n];
        float[] weights = new float[b.adapters() * n];
        for (int i = 0; i < n; i++) {
            targets[i] = b.targets()[chosen[i]];
            rows[i] = b.rows()[chosen[i]];
            owners[i] = b.owners()[chosen[i]];
            for (int k = 0; k < b.adapters(); k++) {
                weights[k * n + i] = b.weights()[k * whole + chosen[i]];
            }
        }
        long useful = java.util.Arrays.stream(segments).filter(s -> s >= 0).count();
        PackedBatch part = new PackedBatch(
                b.adapters(),
                count,
                b.width(),
                ids,
                positions,
                segments,
                java.util.Arrays.copyOf(place, n),
                targets,
                weights,
                rows,
                owners,
                (int) useful);
        return new Part(part, java.util.Arrays.copyOf(chosen, n));
    }

    /**
     * @param batch the part
     * @param chosen which predictions of the whole it holds
     */
    record Part(PackedBatch batch, int[] chosen) {
        /** The teacher's distributions at these predictions. */
        SoftTargets soft(SoftTargets whole, int vocabulary, int adapters) {
            int m = whole.at().length;
            long[] at = new long[m];
            float[] values = new float[m * vocabulary];
            int[] kept = new int[m];
            int n = 0;
            for (int j = 0; j < m; j++) {
                int place = java.util.Arrays.binarySearch(chosen, (int) whole.at()[j]);
                if (place >= 0) {
                    System.arraycopy(whole.logProbabilities(), j * vocabulary, values, n * vocabulary, vocabulary);
                    at[n] = place;
                    kept[n++] = j;
                }
            }
            float[] weights = new float[adapters * n];
            for (int k = 0; k < adapters; k++) {
                for (int i = 0; i < n; i++) {
                    weights[k * n + i] = whole.weights()[k * m + kept[i]];
                }
            }
            return new SoftTargets(
                    java.util.Arrays.copyOf(at, n), java.util.Arrays.copyOf(values, n * vocabulary), weights);
        }
    }
}
