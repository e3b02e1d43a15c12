package dev.autodidact.model;

import java.util.ArrayList;
import java.util.List;

/** What adapters do to each linear layer, in numbers: sizes, directions used, and how two of them differ. */
public final class AdapterGeometry {

    private final ModelConfig model;

    /** For adapters of this model. */
    public AdapterGeometry(ModelConfig model) {
        this.model = model;
    }

    /**
     * One layer's update.
     *
     * @param layer counted from 0
     * @param linear the linear layer's name within its block
     * @param norm ‖ΔW‖, Frobenius
     * @param effectiveRank how many directions it uses (Roy and Vetterli 2007), 0 where nothing is changed
     */
    public record Update(int layer, String linear, double norm, double effectiveRank) {}

    /**
     * How two updates of one layer differ.
     *
     * @param layer counted from 0
     * @param linear the linear layer's name within its block
     * @param norm ‖ΔW₁‖
     * @param otherNorm ‖ΔW₂‖
     * @param distance ‖ΔW₂ − ΔW₁‖
     * @param effectiveRank of ΔW₂ − ΔW₁
     * @param cosine ⟨ΔW₁, ΔW₂⟩ / (‖ΔW₁‖‖ΔW₂‖), or null where one of them is zero
     */
    public record Difference(
            int layer,
            String linear,
            double norm,
            double otherNorm,
            double distance,
            double effectiveRank,
            Double cosine) {}

    /** All layers of an adapter. */
    public List<Update> updates(Adapter adapter) {
        List<Update> updates = new ArrayList<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            for (int linear = 0; linear < ModelConfig.LINEARS.length; linear++) {
                LowRank delta = delta(model, adapter, layer, linear);
                updates.add(new Update(layer, ModelConfig.LINEARS[linear], delta.norm(), delta.effectiveRank()));
            }
        }
        return updates;
    }

    /**
     * All layers of two adapters.
     *
     * @param one null for the bare base model
     * @param other null for the bare base model
     */
    public List<Difference> differences(Adapter one, Adapter other) {
        List<Difference> differences = new ArrayList<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            for (int linear = 0; linear < ModelConfig.LINEARS.length; linear++) {
                LowRank first = delta(model, one, layer, linear);
                LowRank second = delta(model, other, layer, linear);
                LowRank between = LowRank.sum(new LowRank[] {second, first}, new double[] {1, -1});
                double norms = first.norm() * second.norm();
                differences.add(new Difference(
                        layer,
                        ModelConfig.LINEARS[linear],
                        first.norm(),
                        second.norm(),
                        between.norm(),
                        between.effectiveRank(),
                        norms == 0 ? null : Math.clamp(first.inner(second) / norms, -1, 1)));
            }
        }
        return differences;
    }

    /** ΔW of one linear layer; of the bare base model it is zero. */
    static LowRank delta(ModelConfig model, Adapter adapter, int layer, int linear) {
        int[] shape = model.linearShapes()[linear];
        if (adapter == null) {
            return new LowRank(new double[shape[0]][0], new double[0][shape[1]]);
        }
        int rank = adapter.lora().rank();
        double scale = adapter.lora().scale();
        double[][] b = new double[shape[0]][rank];
        double[][] a = new double[rank][shape[1]];
        float[] values = adapter.sharedValues();
        for (LoraLayout.Part part : LoraLayout.parts(model, rank)) {
            if (part.layer() != layer || part.linear() != linear) {
                continue;
            }
            for (int row = 0; row < part.rows(); row++) {
                for (int column = 0; column < part.columns(); column++) {
                    float value = values[part.offset() + row * part.columns() + column];
                    if (part.isB()) {
                        b[row][column] = scale * value;
                    } else {
                        a[row][column] = value;
                    }
                }
            }
        }
        return new LowRank(b, a);
    }
}
