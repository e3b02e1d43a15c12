package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;

/**
 * A model's weights as {@link StepScript} wants them, a second copy beside the one that training and scoring read, and the
 * two calls on them: several prompts' chunks at once, and one token for each row.
 */
final class PackedStep implements AutoCloseable {
    private final Torch torch;
    private final Weights weights;
    private final ModelConfig config;
    private final PtNDManager scope;
    /** The five products of each layer as they are, to lay adapters beside. */
    private final List<PtNDArray> products;

    private final IValue fixed;
    private final IValue base;

    private PackedStep(Torch torch, Weights weights, ModelConfig config) {
        this.torch = torch;
        this.weights = weights;
        this.config = config;
        this.scope = torch.scope();
        this.products = torch.infer(scope, "products", weights.list);
        this.fixed = list(torch.infer(scope, "fixed", weights.list, weights.ropeValue));
        this.base = list(torch.infer(scope, "packed", products));
    }

    /** The packed step of weights in bf16, null where it does not run here. */
    static PackedStep of(Torch torch, Weights weights, ModelConfig config) {
        // without the processor's own bf16 products there is no packed one
        return torch.packs() && weights.precision == Precision.BF16 && Precision.forBatches() == Precision.BF16
                ? new PackedStep(torch, weights, config)
                : null;
    }

    static IValue list(List<PtNDArray> arrays) {
        return IValue.listFrom(arrays.toArray(new PtNDArray[0]));
    }

    List<PtNDArray> products() {
        return products;
    }

    /** Reads chunks that begin at {@code position}; see {@link BatchRows#read}. */
    float[][] read(
            PtNDArray keys,
            PtNDArray values,
            int[] which,
            int[][] prompts,
            int position,
            int length,
            int[] slots,
            AdapterSlots adapters) {
        int reach = position + length;
        long[] ids = new long[which.length * length];
        int[] starts = new int[which.length];
        Arrays.fill(starts, position);
        long[] last = new long[which.length];
        int ends = 0;
        for (int i = 0; i < which.length; i++) {
            for (int t = 0; t < length && position + t < prompts[i].length; t++) {
                ids[i * length + t] = prompts[i][position + t];
            }
            if (reach >= prompts[i].length) {
                last[ends++] = (long) i * length + prompts[i].length - 1 - position;
            }
        }
        try (PtNDManager call = torch.scope()) {
            LaidAdapters laid = laid(slots, adapters);
            PtNDArray found = torch.infer(
                            call,
                            "read_chunks",
                            Torch.longs(call, ids, ids.length),
                            length,
                            places(call, starts, length),
                            spots(call, which, starts, length, (int)
                                    keys.getShape().get(3)),
                            Torch.longs(
                                    call, Arrays.stream(which).asLongStream().toArray(), which.length),
                            reach,
                            position == 0 ? Torch.zeros(call, 0) : BatchRows.chunkMask(call, position, length),
                            laid == null ? Torch.zeros(call, 0) : laid.mask(slots, length),
                            Torch.longs(call, Arrays.copyOf(last, ends), ends),
                            weights.ropeValue,
                            fixed,
                            laid == null ? base : laid.values(),
                            laid == null || laid.packed() ? 0 : 1,
                            keys,
                            values)
                    .getFirst();
            float[][] logits = new float[which.length][];
            float[] all = ends == 0 ? null : found.toFloatArray();
            int v = config.vocabulary();
            int at = 0;
            for (int i = 0; i < which.length; i++) {
                if (reach >= prompts[i].length) {
                    logits[i] = Arrays.copyOfRange(all, at * v, ++at * v);
                }
            }
            return logits;
        }
    }

    /** Appends one token to each of the first rows; see {@link BatchRows#next}. */
    BatchRows.Step next(
            PtNDArray keys,
            PtNDArray values,
            long[] ids,
            int[] lengths,
            float[] mask,
            int reach,
            int[] slots,
            AdapterSlots adapters,
            boolean wantLogits) {
        int batch = ids.length;
        int[] which = new int[batch];
        Arrays.setAll(which, b -> b);
        try (PtNDManager call = torch.scope()) {
            LaidAdapters laid = laid(slots, adapters);
            List<PtNDArray> out = torch.infer(
                    call,
                    "next_tokens",
                    Torch.longs(call, ids, batch),
                    places(call, lengths, 1),
                    spots(call, which, lengths, 1, (int) keys.getShape().get(3)),
                    reach,
                    Torch.floats(call, mask, batch, 1, 1, reach),
                    laid == null ? Torch.zeros(call, 0) : laid.mask(slots, 1),
                    weights.ropeValue,
                    fixed,
                    laid == null ? base : laid.values(),
                    laid == null || laid.packed() ? 0 : 1,
                    keys,
                    values);
            float[] chosen = out.getFirst().toFloatArray();
            float[] best = new float[batch];
            for (int b = 0; b < batch; b++) {
                // a row whose logits are no numbers has none that is the largest: it gets V - 0
                best[b] = Math.min(config.vocabulary() - 1, config.vocabulary() - chosen[b]);
            }
            return new BatchRows.Step(
                    best,
                    Arrays.copyOfRange(chosen, batch, 2 * batch),
                    wantLogits ? out.get(1).toFloatArray() : null);
        }
    }

    private static LaidAdapters laid(int[] slots, AdapterSlots adapters) {
        return Arrays.stream(slots).allMatch(slot -> slot < 0) ? null : adapters.laid(slots);
    }

    /** Positions of the tokens that some rows get [B·t]. */
    private static PtNDArray places(PtNDManager call, int[] starts, int tokens) {
        long[] places = new long[starts.length * tokens];
        for (int i = 0; i < places.length; i++) {
            places[i] = starts[i / tokens] + i % tokens;
        }
        return Torch.longs(call, places, places.length);
    }

    /** Where their keys and values lie in a layer's cache, seen as [rows·kvHeads·width, head]: [B·t·kvHeads]. */
    private PtNDArray spots(PtNDManager call, int[] which, int[] starts, int tokens, int width) {
        int heads = config.kvHeads();
        long[] spots = new long[which.length * tokens * heads];
        for (int i = 0; i < spots.length; i++) {
            int b = i / (tokens * heads);
            spots[i] = ((long) which[b] * heads + i % heads) * width + starts[b] + i / heads % tokens;
        }
        return Torch.longs(call, spots, spots.length);
    }

    @Override
    public void close() {
        fixed.close();
        base.close();
        scope.close();
    }
}
