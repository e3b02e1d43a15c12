package dev.autodidact.model;

import java.util.List;

/**
 * Several adapters as one: their ranks lie side by side, so that its update is the sum of theirs. A policy adapter stacks
 * under a knowledge adapter this way, and the result is served like any other.
 */
public final class AdapterStack {
    private AdapterStack() {}

    /**
     * The sum of adapters, rank Σ R with scale 1: each one's own scale is folded into its B.
     *
     * @param adapters at least one, all for this model
     */
    public static Adapter of(ModelConfig model, List<Adapter> adapters) {
        if (adapters.isEmpty()) {
            throw new IllegalArgumentException("no adapter to stack");
        }
        int rank = adapters.stream().mapToInt(a -> a.lora().rank()).sum();
        float[] out = new float[LoraLayout.size(model, rank)];
        List<LoraLayout.Part> parts = LoraLayout.parts(model, rank);
        int first = 0;
        for (Adapter adapter : adapters) {
            int own = adapter.lora().rank();
            float scale = (float) adapter.lora().scale();
            List<LoraLayout.Part> from = LoraLayout.parts(model, own);
            for (int p = 0; p < parts.size(); p++) {
                copy(adapter.sharedValues(), from.get(p), out, parts.get(p), first, own, scale);
            }
            first += own;
        }
        return Adapter.of(model, new LoraConfig(rank, rank), out);
    }

    private static void copy(
            float[] values, LoraLayout.Part from, float[] out, LoraLayout.Part to, int first, int own, float scale) {
        if (!from.isB()) {
            System.arraycopy(values, from.offset(), out, to.offset() + first * to.columns(), from.length());
            return;
        }
        for (int row = 0; row < from.rows(); row++) {
            for (int r = 0; r < own; r++) {
                out[to.offset() + row * to.columns() + first + r] = values[from.offset() + row * own + r] * scale;
            }
        }
    }
}
