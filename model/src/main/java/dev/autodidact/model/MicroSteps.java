package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Gradients in micro-batches, for what does not fit into the device's memory at once. Where a part is still too large, it
 * is halved; where one sequence is, its blocks are computed again on the way back; where even that is, it is said.
 */
final class MicroSteps {
    private final Torch torch;
    private final Weights weights;
    private final ModelConfig config;
    private final PtNDArray parameters;
    private final PtNDArray scale;
    private final int adapters;
    private final StepMemory memory;
    private final long budget;
    private int parts = 1;
    private int most = Integer.MAX_VALUE;
    private boolean thrifty;

    /** @param budget most bytes of what is computed at once; what needs more is cut, or computed twice */
    MicroSteps(
            Torch torch,
            Weights weights,
            ModelConfig config,
            PtNDArray parameters,
            PtNDArray scale,
            int adapters,
            long budget) {
        this.memory = StepMemory.of(config, weights.precision);
        this.budget = budget;
        this.torch = torch;
        this.weights = weights;
        this.config = config;
        this.parameters = parameters;
        this.scale = scale;
        this.adapters = adapters;
    }

    /**
     * @param positions most grid positions of one part; never less than one sequence per adapter
     * @param recompute whether blocks are computed again instead of kept
     */
    void limit(int positions, boolean recompute) {
        if (positions < 1) {
            throw new IllegalArgumentException("positions is " + positions + ", must be at least 1");
        }
        most = positions;
        thrifty = recompute;
    }

    /** @param count parts of a batch that are computed at once, of equal numbers of sequences as far as that goes */
    void together(int count) {
        if (count < 1 || count > 64) {
            throw new IllegalArgumentException("parts are " + count + ", allowed 1 to 64");
        }
        parts = parameters.getDevice().isGpu() ? 1 : count;
    }

    /** Whether a batch may go through the one call that needs the most memory. */
    boolean wholeAtOnce(PackedBatch batch) {
        return !thrifty
                && (parts == 1 || batch.sequences() == 1)
                && batch.ids().length <= most
                && memory.training(batch, false) <= budget
                && !parameters.getDevice().isGpu();
    }

    /** Loss [K] and gradient [K, n]. */
    List<PtNDArray> gradient(PtNDManager scope, PackedBatch batch, SoftTargets soft) {
        boolean tight = memory.training(batch, false) / batch.sequences() > budget;
        boolean recompute = thrifty || tight;
        int room = StepMemory.fitting(batch.sequences(), memory.training(batch, recompute), budget);
        int together = Math.min(parts, room);
        while (true) {
            int even = (batch.sequences() + parts - 1) / parts;
            int fitting =
                    Math.min(room == batch.sequences() ? room : room / together, most / (adapters * batch.width()));
            int sequences = Math.max(1, Math.min(even, fitting));
            try {
                return sum(scope, batch, soft, sequences, together, thrifty || tight);
            } catch (IllegalStateException e) {
                if (!outOfMemory(e)) {
                    throw e;
                }
                if (sequences > 1) {
                    most = Math.max(1, sequences / 2) * adapters * batch.width();
                } else if (!thrifty && !tight) {
                    thrifty = true;
                } else {
                    throw tooLarge(batch, e);
                }
            }
        }
    }

    private List<PtNDArray> sum(
            PtNDManager scope, PackedBatch batch, SoftTargets soft, int sequences, int together, boolean recompute) {
        if (sequences == batch.sequences()) {
            return part(scope, batch, soft, recompute);
        }
        List<PtNDArray> sum = null;
        List<MicroBatches.Part> all = MicroBatches.of(batch, sequences);
        for (int from = 0; from < all.size(); from += together) {
            try (PtNDManager own = torch.scope()) {
                PtNDManager first = sum == null ? scope : own;
                List<Supplier<List<PtNDArray>>> wave = new ArrayList<>();
                for (MicroBatches.Part part : all.subList(from, Math.min(all.size(), from + together))) {
                    PtNDManager at = wave.isEmpty() ? first : own;
                    wave.add(() -> part(at, part.batch(), part.soft(soft, config.vocabulary(), adapters), recompute));
                }
                // added in the order of the parts, whichever ends first
                for (List<PtNDArray> gradient : EngineThread.all(wave)) {
                    if (sum == null) {
                        sum = Torch.named("g", gradient);
                    } else {
                        torch.call(own, "accumulate", sum, Torch.named("h", gradient));
                    }
                }
            }
        }
        return sum;
    }

    private List<PtNDArray> part(PtNDManager scope, PackedBatch batch, SoftTargets soft, boolean recompute) {
        try (PtNDManager own = torch.scope()) {
            Grid grid = Grid.of(own, batch);
            SoftGrid taught = SoftGrid.of(own, soft, adapters, config.vocabulary());
            return new ArrayList<>(torch.call(
                    scope,
                    recompute ? "thrifty_gradient" : "gradient",
                    grid.ids(),
                    grid.positions(),
                    grid.segments(),
                    grid.selected(),
                    grid.targets(),
                    grid.weights(),
                    taught.at(),
                    taught.logProbabilities(),
                    taught.weights(),
                    weights.rope,
                    weights.list,
                    parameters,
                    scale));
        }
    }

    /** What cannot be made smaller, in words. */
    static IllegalStateException tooLarge(PackedBatch batch, Throwable e) {
        return new IllegalStateException(
                "one sequence of " + batch.width() + " tokens for each of " + batch.adapters()
                        + " adapters does not fit into the device's memory; take shorter rows, fewer adapters or a"
                        + " smaller model",
                e);
    }

    static boolean outOfMemory(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            if (Arrays.stream(new String[] {"out of memory", "can't allocate memory", "not enough memory"})
                    .anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }
}
