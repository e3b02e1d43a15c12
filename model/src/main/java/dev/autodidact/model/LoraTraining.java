package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Training of K adapters of one rank at once; the base stays frozen. Equal to K trainings one after the other, since no
 * term of the loss of one adapter depends on another. Not thread-safe; several trainings may run at once on one model.
 */
public final class LoraTraining implements AutoCloseable {
    private final Torch torch;
    private final Weights weights;
    private final ModelConfig config;
    private final LoraConfig lora;
    private final AdamW optimizer;
    private final PtNDManager scope;
    private final PtNDArray parameters;
    private final PtNDArray scale;
    private final PtNDArray firstMoment;
    private final PtNDArray secondMoment;
    private final int adapters;
    private final MicroSteps micro;
    private boolean[] moving;
    private int steps;

    LoraTraining(
            Torch torch, Weights weights, ModelConfig config, List<Adapter> start, AdamW optimizer, long stepBudget) {
        if (start.isEmpty()) {
            throw new IllegalArgumentException("no adapter to train");
        }
        this.torch = torch;
        this.weights = weights;
        this.config = config;
        this.optimizer = optimizer;
        this.adapters = start.size();
        this.lora = start.getFirst().lora();
        int n = LoraLayout.size(config, lora.rank());
        this.scope = torch.scope();
        this.parameters = Torch.floats(scope, stack(start), adapters, n);
        this.scale = Torch.floats(scope, scales(start), adapters);
        this.firstMoment = Torch.zeros(scope, adapters, n);
        this.secondMoment = Torch.zeros(scope, adapters, n);
        this.micro = new MicroSteps(torch, weights, config, parameters, scale, adapters, stepBudget);
    }

    /** The values of adapters of one rank, one after the other. */
    static float[] stack(List<Adapter> adapters) {
        int rank = adapters.getFirst().lora().rank();
        for (Adapter a : adapters) {
            if (a.lora().rank() != rank) {
                throw new IllegalArgumentException("adapters in one batch need one rank, got " + rank + " and "
                        + a.lora().rank());
            }
        }
        int n = adapters.getFirst().sharedValues().length;
        float[] flat = new float[adapters.size() * n];
        for (int k = 0; k < adapters.size(); k++) {
            System.arraycopy(adapters.get(k).sharedValues(), 0, flat, k * n, n);
        }
        return flat;
    }

    static float[] scales(List<Adapter> adapters) {
        float[] scales = new float[adapters.size()];
        for (int k = 0; k < scales.length; k++) {
            scales[k] = (float) adapters.get(k).lora().scale();
        }
        return scales;
    }

    /**
     * What one step saw.
     *
     * @param losses weighted mean cross-entropy per adapter [K], nats per target token
     * @param gradientNorms L2 norm of each adapter's gradient before clipping [K]
     */
    public record StepResult(float[] losses, float[] gradientNorms) {}

    /**
     * One AdamW step on every adapter.
     *
     * @param batch rows of exactly K adapters
     * @param learningRates one per adapter; 0 leaves that adapter's weights as they are
     */
    public StepResult step(PackedBatch batch, float... learningRates) {
        return step(batch, SoftTargets.NONE, learningRates);
    }

    /**
     * One AdamW step on every adapter, some predictions taught by a teacher's distributions.
     *
     * @param soft where and what; the batch's own weights at these predictions usually are 0
     */
    public StepResult step(PackedBatch batch, SoftTargets soft, float... learningRates) {
        check(batch);
        if (learningRates.length != adapters) {
            throw new IllegalArgumentException(learningRates.length + " learning rates for " + adapters + " adapters");
        }
        steps++;
        try (PtNDManager step = torch.scope()) {
            PtNDArray hyper = Torch.floats(
                    step,
                    new float[] {
                        (float) optimizer.beta1(),
                        (float) optimizer.beta2(),
                        (float) optimizer.eps(),
                        (float) optimizer.weightDecay(),
                        (float) optimizer.clip(),
                        steps
                    },
                    6);
            PtNDArray lr = rates(step, learningRates);
            if (!micro.wholeAtOnce(batch)) {
                List<PtNDArray> out = micro.gradient(step, batch, soft);
                PtNDArray norms = torch.call(
                                step, "update", out.get(1), parameters, firstMoment, secondMoment, hyper, lr)
                        .getFirst();
                return new StepResult(out.get(0).toFloatArray(), norms.toFloatArray());
            }
            Grid grid = Grid.of(step, batch);
            SoftGrid taught = SoftGrid.of(step, soft, adapters, config.vocabulary());
            float[] out = torch.call(
                            step,
                            "step",
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
                            scale,
                            firstMoment,
                            secondMoment,
                            hyper,
                            lr)
                    .getFirst()
                    .toFloatArray();
            return new StepResult(
                    java.util.Arrays.copyOf(out, adapters), java.util.Arrays.copyOfRange(out, adapters, 2 * adapters));
        }
    }

    private PtNDArray rates(PtNDManager scope, float[] learningRates) {
        if (moving == null) {
            return Torch.floats(scope, learningRates, adapters, 1);
        }
        float[] each = new float[adapters * moving.length];
        for (int k = 0; k < adapters; k++) {
            for (int i = 0; i < moving.length; i++) {
                each[k * moving.length + i] = moving[i] ? learningRates[k] : 0;
            }
        }
        return Torch.floats(scope, each, adapters, moving.length);
    }

    /**
     * Trains only some of the linear layers from now on, as other recipes do; the others stay as they are.
     *
     * @param linears names of linear layers, like {@code q_proj}
     * @throws IllegalArgumentException if one is none of the seven
     */
    public void only(java.util.Set<String> linears) {
        moving = LoraLayout.moving(config, lora.rank(), linears);
    }

    /**
     * Spares memory: fewer positions at once, their gradients added up, and blocks computed again instead of kept. The
     * result is the same up to rounding. It happens by itself where a step would need more than the placement's bound, and
     * on a GPU where memory runs out.
     *
     * @param positions most grid positions at once, at least one sequence per adapter
     * @param recompute whether blocks are computed again on the way back
     */
    public void spareMemory(int positions, boolean recompute) {
        micro.limit(positions, recompute);
    }

    /**
     * Computes the sequences of a step in so many parts at once, as far as there are cores ({@link EngineThread#all}). The
     * result hangs on the number of parts by rounding, not on the number of cores. On a GPU there is one part.
     *
     * @param parts 1 to 64; 1 at first
     */
    public void inParts(int parts) {
        micro.together(parts);
    }

    /** Loss [K] and gradient [K][n] in the layout of the adapter, without a step. */
    public record Gradient(float[] losses, float[][] gradients) {}

    /** Loss and gradient at the present weights; for checks. */
    public Gradient gradient(PackedBatch batch) {
        check(batch);
        try (PtNDManager step = torch.scope()) {
            List<PtNDArray> out = micro.gradient(step, batch, SoftTargets.NONE);
            float[] flat = out.get(1).toFloatArray();
            int n = flat.length / adapters;
            float[][] gradients = new float[adapters][];
            for (int k = 0; k < adapters; k++) {
                gradients[k] = java.util.Arrays.copyOfRange(flat, k * n, (k + 1) * n);
            }
            return new Gradient(out.get(0).toFloatArray(), gradients);
        }
    }

    /** The adapters as they are now, in order. */
    public List<Adapter> adapters() {
        float[] flat = parameters.toFloatArray();
        int n = flat.length / adapters;
        List<Adapter> out = new ArrayList<>();
        for (int k = 0; k < adapters; k++) {
            float[] own = java.util.Arrays.copyOfRange(flat, k * n, (k + 1) * n);
            out.add(Adapter.of(config, new LoraConfig(lora.rank(), alphaOf(k)), own));
        }
        return out;
    }

    private double alphaOf(int k) {
        return Math.round(scale.toFloatArray()[k] * lora.rank() * 1e6) / 1e6;
    }

    private void check(PackedBatch batch) {
        if (batch.adapters() != adapters) {
            throw new IllegalArgumentException("batch for " + batch.adapters() + " adapters, training has " + adapters);
        }
        Grid.check(batch, config);
    }

    @Override
    public void close() {
        scope.close();
    }
}
