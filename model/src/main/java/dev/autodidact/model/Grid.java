package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/** The arrays of a {@link PackedBatch} in native memory. */
record Grid(
        PtNDArray ids,
        PtNDArray positions,
        PtNDArray segments,
        PtNDArray selected,
        PtNDArray targets,
        PtNDArray weights) {

    static Grid of(PtNDManager scope, PackedBatch b) {
        long rows = (long) b.adapters() * b.sequences();
        PtNDArray segments =
                single(b) ? Torch.longs(scope, new long[0], 0) : Torch.longs(scope, b.segments(), rows, b.width());
        return new Grid(
                Torch.longs(scope, b.ids(), rows, b.width()),
                Torch.longs(scope, b.positions(), rows, b.width()),
                segments,
                Torch.longs(scope, b.selected(), b.selected().length),
                Torch.longs(scope, b.targets(), b.targets().length),
                Torch.floats(scope, b.weights(), b.adapters(), b.targets().length));
    }

    /** Whether every sequence holds at most one row, so that plain causal attention is enough. */
    private static boolean single(PackedBatch b) {
        for (long s : b.segments()) {
            if (s > 0) {
                return false;
            }
        }
        return true;
    }

    static void check(PackedBatch b, ModelConfig c) {
        for (long id : b.ids()) {
            if (id < 0 || id >= c.vocabulary()) {
                throw new IllegalArgumentException(
                        "token id " + id + " is outside the vocabulary of " + c.vocabulary());
            }
        }
        for (long p : b.positions()) {
            if (p >= Weights.positions(c)) {
                throw new IllegalArgumentException(
                        "a row has more than " + Weights.positions(c) + " tokens, the model's limit");
            }
        }
    }
}
