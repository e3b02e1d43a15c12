package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;

/** The adapters of the first slots as a packed step reads them, beside the weights; see {@link StepScript}. */
final class LaidAdapters implements AutoCloseable {
    private final Torch torch;
    private final PtNDManager scope;
    private final int count;
    private final int wide;
    private final PtNDArray like;
    private final IValue values;
    private final boolean packed;
    private final Mask one = new Mask();
    private final Mask many = new Mask();

    /**
     * @param step the step that reads it
     * @param loose what was laid; stays the caller's
     * @param pack whether to pack it, else it is read as it is
     * @param count slots in it
     * @param wide ranks of a slot
     */
    LaidAdapters(Torch torch, PackedStep step, List<PtNDArray> loose, int count, int wide, boolean pack) {
        this.torch = torch;
        this.scope = torch.scope();
        this.count = count;
        this.wide = wide;
        this.like = step.products().getFirst();
        this.values = PackedStep.list(pack ? torch.infer(scope, "packed", loose) : loose);
        this.packed = pack;
    }

    int count() {
        return count;
    }

    /** What a step reads. */
    IValue values() {
        return values;
    }

    boolean packed() {
        return packed;
    }

    /** The mask [B·t, 3·S·R] that keeps to the t tokens of each row the products of its own slot, -1 for none. */
    PtNDArray mask(int[] slots, int tokens) {
        return (tokens == 1 ? one : many).of(slots, tokens);
    }

    /** The last mask: most steps have the rows of the step before. */
    private final class Mask {
        private int[] slots = {};
        private int tokens;
        private PtNDArray mask;

        PtNDArray of(int[] now, int each) {
            if (mask == null || tokens != each || !Arrays.equals(now, slots)) {
                if (mask != null) {
                    mask.close();
                }
                try (PtNDManager call = torch.scope()) {
                    PtNDArray narrow =
                            Torch.floats(call, AdapterSlots.mask(now, count, wide), now.length, count * wide);
                    mask = torch.infer(scope, "slot_mask", narrow, like, each).getFirst();
                }
                slots = now.clone();
                tokens = each;
            }
            return mask;
        }
    }

    @Override
    public void close() {
        values.close();
        scope.close();
    }
}
