package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;

/** KV cache of B sequences, each with its own adapter or all with one, and the two calls that extend it. */
final class Decoding implements AutoCloseable {
    private final Torch torch;
    private final Weights weights;
    private final PtNDManager scope;
    private final int vocabulary;
    private List<PtNDArray> adapters;
    private int stacked;
    private PtNDArray keys;
    private PtNDArray values;
    private int[] lengths;

    /**
     * @param adapters empty for the weights as they are, one for all sequences, or one per sequence
     * @param batch B
     * @param width tokens the cache can hold per sequence
     */
    Decoding(Torch torch, Weights weights, ModelConfig config, List<Adapter> adapters, int batch, int width) {
        this.torch = torch;
        this.weights = weights;
        this.vocabulary = config.vocabulary();
        this.scope = torch.scope();
        this.stacked = Math.max(1, adapters.size());
        this.adapters = weights.split(torch, scope, adapters);
        this.keys = torch.infer(scope, "empty_cache", weights.list.getFirst(), batch, width)
                .getFirst();
        this.values = torch.infer(scope, "empty_cache", weights.list.getFirst(), batch, width)
                .getFirst();
        this.lengths = new int[batch];
    }

    /** Fills the cache with the prompts (right-padded among themselves) and returns the next-token logits [B·V]. */
    float[] prefill(int[][] prompts) {
        int batch = prompts.length;
        int width = 0;
        for (int[] p : prompts) {
            width = Math.max(width, p.length);
        }
        long[] ids = new long[batch * width];
        long[] last = new long[batch];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < prompts[b].length; t++) {
                ids[b * width + t] = prompts[b][t];
            }
            last[b] = (long) b * width + prompts[b].length - 1;
            lengths[b] = prompts[b].length;
        }
        try (PtNDManager call = torch.scope()) {
            return extend(call, Torch.longs(call, ids, batch, width), 0, last).toFloatArray();
        }
    }

    /** Appends one token to each sequence and returns the next-token logits [B·V]. */
    float[] next(int[] tokens) {
        int batch = tokens.length;
        boolean same = true;
        int reach = 0;
        for (int b = 0; b < batch; b++) {
            same &= lengths[b] == lengths[0];
            reach = Math.max(reach, lengths[b]);
        }
        long[] ids = new long[batch];
        for (int b = 0; b < batch; b++) {
            ids[b] = tokens[b];
        }
        try (PtNDManager call = torch.scope()) {
            PtNDArray column = Torch.longs(call, ids, batch, 1);
            PtNDArray logits;
            if (same) {
                long[] last = new long[batch];
                for (int b = 0; b < batch; b++) {
                    last[b] = b;
                }
                logits = extend(call, column, reach, last);
            } else {
                long[] each = new long[batch];
                float[] mask = new float[batch * (reach + 1)];
                for (int b = 0; b < batch; b++) {
                    each[b] = lengths[b];
                    for (int t = lengths[b] + 1; t <= reach; t++) {
                        mask[b * (reach + 1) + t] = -30000f;
                    }
                }
                logits = torch.infer(
                                call,
                                "decode",
                                column,
                                Torch.longs(call, each, batch, 1),
                                reach,
                                Torch.floats(call, mask, batch, 1, 1, reach + 1),
                                weights.ropeValue,
                                weights.listValue,
                                adapters,
                                keys,
                                values,
                                stacked)
                        .getFirst();
            }
            for (int b = 0; b < batch; b++) {
                lengths[b]++;
            }
            return logits.toFloatArray();
        }
    }

    /** Appends tokens [B, T] to sequences that all have {@code position} tokens; logits at the flat indices {@code last}. */
    private PtNDArray extend(PtNDManager call, PtNDArray ids, int position, long[] last) {
        return torch.infer(
                        call,
                        "prefill",
                        ids,
                        position,
                        Torch.longs(call, last, last.length),
                        Torch.zeros(call, 0),
                        weights.ropeValue,
                        weights.listValue,
                        adapters,
                        keys,
                        values,
                        stacked)
                .getFirst();
    }

    /** Drops all sequences but those at the given rows. */
    void keep(int[] rows) {
        int[] kept = new int[rows.length];
        long[] index = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            kept[i] = lengths[rows[i]];
            index[i] = rows[i];
        }
        PtNDArray selection = Torch.longs(scope, index, rows.length);
        PtNDArray oldKeys = keys;
        PtNDArray oldValues = values;
        keys = torch.infer(scope, "keep", oldKeys, selection).getFirst();
        values = torch.infer(scope, "keep", oldValues, selection).getFirst();
        oldKeys.close();
        oldValues.close();
        if (stacked > 1) {
            List<PtNDArray> old = adapters;
            adapters = torch.infer(scope, "choose", old, selection);
            old.forEach(PtNDArray::close);
            stacked = rows.length;
        }
        selection.close();
        lengths = kept;
    }

    int vocabulary() {
        return vocabulary;
    }

    @Override
    public void close() {
        scope.close();
    }
}
