package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import java.util.function.BiConsumer;

/** Forward passes over packed rows, in parts of as many sequences as the bound of memory allows. */
final class TeacherForcing {
    private final Torch torch;
    private final ModelConfig config;
    private final long budget;

    TeacherForcing(Torch torch, ModelConfig config, long budget) {
        this.torch = torch;
        this.config = config;
        this.budget = budget;
    }

    /** Log-probability of each target [N], and the most probable token there [N]. */
    float[][] scores(Weights w, PackedBatch batch, List<Adapter> adapters) {
        float[][] whole = new float[2][batch.targets().length];
        inParts(w, batch, false, (call, part) -> {
            Grid grid = Grid.of(call, part.batch());
            List<PtNDArray> out = torch.infer(
                    call,
                    "score",
                    grid.ids(),
                    grid.positions(),
                    grid.segments(),
                    grid.selected(),
                    grid.targets(),
                    w.ropeValue,
                    w.listValue,
                    w.split(torch, call, adapters),
                    Math.max(1, adapters.size()));
            scatter(out.get(0).toFloatArray(), whole[0], part.chosen());
            scatter(out.get(1).toFloatArray(), whole[1], part.chosen());
        });
        return whole;
    }

    /** One method's values at the predictions of one adapter's rows, [N] or [N·V]. */
    float[] predictions(String method, Weights w, PackedBatch batch, List<Adapter> adapter) {
        float[][] whole = new float[1][];
        inParts(w, batch, true, (call, part) -> {
            Grid grid = Grid.of(call, part.batch());
            float[] values = torch.infer(
                            call,
                            method,
                            grid.ids(),
                            grid.positions(),
                            grid.segments(),
                            grid.selected(),
                            w.ropeValue,
                            w.listValue,
                            w.split(torch, call, adapter),
                            1)
                    .getFirst()
                    .toFloatArray();
            if (whole[0] == null) {
                whole[0] = new float[batch.targets().length * (values.length / Math.max(1, part.chosen().length))];
            }
            scatter(values, whole[0], part.chosen());
        });
        return whole[0];
    }

    private static void scatter(float[] values, float[] whole, int[] chosen) {
        int each = values.length / Math.max(1, chosen.length);
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(values, i * each, whole, chosen[i] * each, each);
        }
    }

    /** Works on all parts; where the device's memory runs out, again on smaller ones. */
    private void inParts(
            Weights w, PackedBatch batch, boolean distributions, BiConsumer<PtNDManager, MicroBatches.Part> work) {
        long bytes = StepMemory.of(config, w.precision).scoring(batch, distributions);
        int sequences = StepMemory.fitting(batch.sequences(), bytes, budget);
        while (true) {
            try {
                List<MicroBatches.Part> parts = sequences == batch.sequences()
                        ? List.of(MicroBatches.whole(batch))
                        : MicroBatches.of(batch, sequences);
                for (MicroBatches.Part part : parts) {
                    try (PtNDManager call = torch.scope()) {
                        work.accept(call, part);
                    }
                }
                return;
            } catch (IllegalStateException e) {
                if (!MicroSteps.outOfMemory(e)) {
                    throw e;
                }
                if (sequences == 1) {
                    throw MicroSteps.tooLarge(batch, e);
                }
                sequences = Math.max(1, sequences / 2);
            }
        }
    }
}
