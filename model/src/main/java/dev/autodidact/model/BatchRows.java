package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;

/**
 * The cache of keys and values of the rows of a batch, and the two calls that extend it. A prompt is read in chunks of
 * {@link #CHUNK} tokens that begin at multiples of it, one row at a time and always in the same shape; attention reaches
 * over multiples of {@link #STEP} tokens. So what a row gets does not hang on what else is in the batch.
 */
final class BatchRows implements AutoCloseable {
    static final int CHUNK = 32;
    static final int STEP = 64;
    private static final float FAR = -30000f;

    private final Torch torch;
    private final Weights weights;
    private final ModelConfig config;
    private final PtNDManager scope;
    private final int context;
    private final PackedStep step;
    private PtNDArray keys;
    private PtNDArray values;
    private int rows;
    private int width;

    /** @param step the packed step, null for the plain one */
    BatchRows(Torch torch, Weights weights, ModelConfig config, int context, PackedStep step) {
        this.step = step;
        this.torch = torch;
        this.weights = weights;
        this.config = config;
        this.scope = torch.scope();
        this.context = context;
    }

    /** Tokens that a row needs room for, for a text of so many. */
    static int room(int tokens) {
        return (tokens + STEP - 1) / STEP * STEP;
    }

    /** Bytes of keys and values of a token. */
    long tokenBytes() {
        return 2L
                * config.layers()
                * config.kvHeads()
                * config.headDim()
                * (weights.precision == Precision.F32 ? 4 : 2);
    }

    /** What the cache would be after {@link #ensure}, bytes. */
    long bytesFor(int moreRows, int moreWidth) {
        return tokenBytes() * Math.max(rows, grown(rows, moreRows)) * Math.max(width, grown(width, moreWidth));
    }

    private static int grown(int now, int wanted) {
        if (wanted <= now) {
            return now;
        }
        int next = Math.max(now, 1);
        while (next < wanted) {
            next *= 2;
        }
        return next;
    }

    /** Makes room for so many rows of so many tokens; what is there stays. */
    void ensure(int moreRows, int moreWidth) {
        int r = grown(rows, moreRows);
        int w = moreWidth <= width ? width : Math.min(grown(width, moreWidth), Math.max(moreWidth, room(context)));
        if (r == rows && w == width) {
            return;
        }
        if (keys == null) {
            keys = torch.infer(scope, "empty_cache", weights.list.getFirst(), r, w)
                    .getFirst();
            values = torch.infer(scope, "empty_cache", weights.list.getFirst(), r, w)
                    .getFirst();
        } else {
            PtNDArray oldKeys = keys;
            PtNDArray oldValues = values;
            keys = torch.infer(scope, "wider", oldKeys, r, w).getFirst();
            values = torch.infer(scope, "wider", oldValues, r, w).getFirst();
            oldKeys.close();
            oldValues.close();
        }
        rows = r;
        width = w;
    }

    /** Gives the cache back; no row may be in use. */
    void release() {
        if (keys != null) {
            keys.close();
            values.close();
            keys = null;
            values = null;
            rows = 0;
            width = 0;
        }
    }

    /**
     * Reads the chunks of some rows' prompts that begin at {@code position}: at once where the packed step does it, else one
     * after the other.
     *
     * @param slots the rows' slots, -1 for none
     * @return per row the logits [V] behind the prompt's last token where the chunk holds it, else null
     */
    float[][] read(int[] which, int[][] prompts, int position, int[] slots, AdapterSlots adapters) {
        if (step != null) {
            return step.read(
                    keys, values, which, prompts, position, Math.min(CHUNK, context - position), slots, adapters);
        }
        float[][] logits = new float[which.length][];
        for (int i = 0; i < which.length; i++) {
            List<PtNDArray> own = slots[i] < 0 ? List.of() : adapters.alone(slots[i]);
            logits[i] = readAlone(which[i], prompts[i], position, own);
        }
        return logits;
    }

    static PtNDArray chunkMask(PtNDManager call, int position, int length) {
        int reach = position + length;
        float[] mask = new float[length * reach];
        for (int t = 0; t < length; t++) {
            java.util.Arrays.fill(mask, t * reach + position + t + 1, (t + 1) * reach, FAR);
        }
        return Torch.floats(call, mask, 1, 1, length, reach);
    }

    /** @param adapter the row's adapter alone, empty for none */
    private float[] readAlone(int row, int[] prompt, int position, List<PtNDArray> adapter) {
        int length = Math.min(CHUNK, context - position);
        long[] ids = new long[length];
        for (int t = 0; t < length && position + t < prompt.length; t++) {
            ids[t] = prompt[position + t];
        }
        int reach = position + length;
        boolean last = reach >= prompt.length;
        try (PtNDManager call = torch.scope()) {
            PtNDArray kc = torch.infer(call, "rows", keys, row, row + 1).getFirst();
            PtNDArray vc = torch.infer(call, "rows", values, row, row + 1).getFirst();
            PtNDArray logits = torch.infer(
                            call,
                            "prefill",
                            Torch.longs(call, ids, 1, length),
                            position,
                            Torch.longs(call, new long[] {last ? prompt.length - 1 - position : 0}, 1),
                            position == 0 ? Torch.zeros(call, 0) : chunkMask(call, position, length),
                            weights.ropeValue,
                            weights.listValue,
                            adapter,
                            kc,
                            vc,
                            -2)
                    .getFirst();
            return last ? logits.toFloatArray() : null;
        }
    }

    /** What a step chose: the best token and its log-probability per row, and all logits [B·V] where asked for. */
    record Step(float[] best, float[] logProbabilities, float[] logits) {}

    /**
     * Appends one token to each of the first rows.
     *
     * @param tokens one per row
     * @param lengths tokens that each row has before
     * @param slots the rows' slots, -1 for none
     * @param adapters the tables of the slots, unused where no row has one
     */
    Step next(int[] tokens, int[] lengths, int[] slots, AdapterSlots adapters, boolean wantLogits) {
        int batch = tokens.length;
        int longest = 0;
        boolean plain = true;
        for (int b = 0; b < batch; b++) {
            longest = Math.max(longest, lengths[b]);
            plain &= slots[b] < 0;
        }
        int reach = room(longest + 1);
        long[] ids = new long[batch];
        long[] each = new long[batch];
        float[] mask = new float[batch * reach];
        for (int b = 0; b < batch; b++) {
            ids[b] = tokens[b];
            each[b] = lengths[b];
            java.util.Arrays.fill(mask, b * reach + lengths[b] + 1, (b + 1) * reach, FAR);
        }
        if (step != null) {
            return step.next(keys, values, ids, lengths, mask, reach, slots, adapters, wantLogits);
        }
        try (PtNDManager call = torch.scope()) {
            PtNDArray logits = torch.infer(
                            call,
                            "decode",
                            Torch.longs(call, ids, batch, 1),
                            Torch.longs(call, each, batch, 1),
                            reach - 1,
                            Torch.floats(call, mask, batch, 1, 1, reach),
                            weights.ropeValue,
                            weights.listValue,
                            plain ? List.of() : adapters.together(call, slots),
                            torch.infer(call, "rows", keys, 0, batch).getFirst(),
                            torch.infer(call, "rows", values, 0, batch).getFirst(),
                            -1)
                    .getFirst();
            List<PtNDArray> best = torch.infer(call, "best", logits);
            return new Step(
                    best.get(0).toFloatArray(), best.get(1).toFloatArray(), wantLogits ? logits.toFloatArray() : null);
        }
    }

    /** Copies the first tokens of a row over those of another. */
    void move(int from, int to, int tokens) {
        try (PtNDManager call = torch.scope()) {
            torch.infer(call, "move", keys, values, from, to, tokens);
        }
    }

    /** A copy of a chunk's keys and values. */
    List<PtNDArray> take(int row, int position) {
        return torch.infer(scope, "take", keys, values, row, position, CHUNK);
    }

    /** Lays a copied chunk into a row. */
    void put(int row, int position, PtNDArray chunkKeys, PtNDArray chunkValues) {
        try (PtNDManager call = torch.scope()) {
            torch.infer(call, "put", keys, values, row, position, chunkKeys, chunkValues);
        }
    }

    int capacity() {
        return rows;
    }

    @Override
    public void close() {
        scope.close();
    }
}
