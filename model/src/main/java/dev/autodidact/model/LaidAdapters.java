package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;

/** The adapters of the first slots laid beside the weights, as {@link StepScript} reads them; packed anew after a change. */
final class LaidAdapters implements AutoCloseable {
    private final Torch torch;
    private final PtNDManager scope;
    private final int count;
    private final int wide;
    private final List<PtNDArray> loose;
    private List<PtNDArray> packed;
    private IValue packedValue;
    private final Mask one = new Mask();
    private final Mask many = new Mask();

    /**
     * @param tables A [S·room, in] and B [S·room, out] per linear layer
     * @param count slots to be read
     * @param room ranks that a slot of the tables has room for
     * @param wide ranks of a slot to be read
     */
    LaidAdapters(Torch torch, PackedStep step, List<PtNDArray> tables, int count, int room, int wide) {
        this.torch = torch;
        this.scope = torch.scope();
        this.count = count;
        this.wide = wide;
        this.loose = torch.infer(scope, "lay", step.products(), tables, count, room, wide);
    }

    /** Lays a slot's new adapter in. */
    void refresh(List<PtNDArray> tables, int slot, int room) {
        if (slot < count) {
            try (PtNDManager call = torch.scope()) {
                torch.infer(call, "lay_slot", loose, tables, count * wide, slot * wide, slot * room, wide);
            }
            drop();
        }
    }

    /** What a step reads. */
    IValue packed() {
        if (packed == null) {
            packed = torch.infer(scope, "packed", loose);
            packedValue = PackedStep.list(packed);
        }
        return packedValue;
    }

    /** The mask [B·t, 3·S·R] that keeps to the t tokens of each row the products of its own slot, -1 for none. */
    PtNDArray mask(int[] slots, int tokens) {
        return (tokens == 1 ? one : many).of(slots, tokens);
    }

    /** The last mask: most steps have the rows of the step before. */
    private final class Mask {
        private int[] slots = {};
        private PtNDArray values;

        PtNDArray of(int[] now, int tokens) {
            if (values == null || !Arrays.equals(now, slots)) {
                int n = count * wide;
                float[] ones = new float[now.length * n];
                for (int b = 0; b < now.length; b++) {
                    if (now[b] >= 0) {
                        Arrays.fill(ones, b * n + now[b] * wide, b * n + (now[b] + 1) * wide, 1f);
                    }
                }
                if (values != null) {
                    values.close();
                }
                try (PtNDManager call = torch.scope()) {
                    PtNDArray narrow = Torch.floats(call, ones, now.length, n);
                    values = torch.infer(scope, "slot_mask", narrow, loose.getFirst(), tokens)
                            .getFirst();
                }
                slots = now.clone();
            }
            return values;
        }
    }

    private void drop() {
        if (packed != null) {
            packedValue.close();
            packed.forEach(PtNDArray::close);
            packed = null;
        }
    }

    @Override
    public void close() {
        drop();
        scope.close();
    }
}
