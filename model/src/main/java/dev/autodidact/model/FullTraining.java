package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Training of all weights of a small model from random values: f32 masters, bf16 products, Muon on the matrices of the
 * blocks and AdamW on embedding and norms. Workers, one operator thread each, take the parts of a batch; the
 * gradients are added in the order of the parts, so a run is a function of its seed, however many workers there are.
 */
public final class FullTraining implements AutoCloseable {
    /** Shapes are multiples of this, since kernels are made anew for each shape. */
    private static final int UNIT = 128;

    /** Optimiser settings of one step; the learning rates change by the schedule. */
    public record Rates(float muon, float adam, float momentum, float weightDecay) {}

    private final ModelConfig config;
    private final Torch torch;
    private final PtNDManager scope;
    private final Weights masters;
    private final Weights tables;
    private final List<PtNDArray> firstMoment = new ArrayList<>();
    private final List<PtNDArray> secondMoment = new ArrayList<>();
    private final List<List<Integer>> muonGroups;
    private final List<Integer> adamGroup;
    private final ExecutorService workers;
    private int steps;

    /**
     * @param values start weights in storage order
     * @param workers parts of a batch computed at once
     */
    private FullTraining(ModelConfig config, List<float[]> values, int workers) {
        this.config = config;
        this.torch =
                new Torch("pretraining", TorchScriptArchive.write(DecoderScript.CLASS, DecoderScript.text(config)));
        Torch.threads(1);
        this.scope = torch.scope();
        this.masters = Weights.load(torch, config, TensorSource.of(config, values));
        this.tables = masters.cast(torch, Precision.BF16);
        for (Weights.Slot slot : Weights.slots(config)) {
            firstMoment.add(Torch.zeros(scope, slot.shape()));
            secondMoment.add(Torch.zeros(scope, slot.shape()));
        }
        this.adamGroup = adamGroup(config);
        this.muonGroups = muonGroups(config);
        this.workers = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(
                    () -> {
                        Torch.threads(1);
                        task.run();
                    },
                    "pretraining");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts from random weights: normal, deviation 0.02 for embeddings and 1/√(3·in) for matrices; norms one. */
    public static FullTraining start(ModelConfig config, long seed, int workers) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        List<float[]> values = new ArrayList<>();
        for (Weights.Slot slot : Weights.slots(config)) {
            int rows = (int) slot.shape()[0];
            int columns = slot.shape().length == 1 ? 1 : (int) slot.shape()[1];
            boolean table = slot.name().contains("embed") || slot.name().contains("lm_head");
            double std = table ? 0.02 : Math.sqrt(1.0 / (3.0 * columns));
            // the last product of each branch starts at zero, so that every block starts as the identity
            boolean zero = slot.name().contains("o_proj") || slot.name().contains("down_proj");
            float[] v = new float[rows * columns];
            for (int i = 0; i < v.length; i++) {
                v[i] = slot.shape().length == 1 ? 1f : zero ? 0f : (float) (random.nextGaussian() * std);
            }
            values.add(v);
        }
        return new FullTraining(config, values, workers);
    }

    /**
     * Goes on from a checkpoint.
     *
     * @throws ModelFormatException if it does not fit the configuration
     */
    public static FullTraining resume(ModelConfig config, String source, byte[] checkpoint, int workers) {
        Safetensors file = Safetensors.of(source, checkpoint);
        List<float[]> values = new ArrayList<>();
        Weights.slots(config).forEach(slot -> values.add(file.floats(slot.name(), slot.shape())));
        FullTraining training = new FullTraining(config, values, workers);
        List<Weights.Slot> slots = Weights.slots(config);
        for (int i = 0; i < slots.size(); i++) {
            training.set(
                    training.firstMoment,
                    i,
                    file.floats("m." + slots.get(i).name(), slots.get(i).shape()),
                    slots);
            training.set(
                    training.secondMoment,
                    i,
                    file.floats("v." + slots.get(i).name(), slots.get(i).shape()),
                    slots);
        }
        training.steps = Integer.parseInt(file.metadata().getOrDefault("steps", "0"));
        return training;
    }

    private void set(List<PtNDArray> moments, int i, float[] values, List<Weights.Slot> slots) {
        moments.get(i).close();
        moments.set(i, Torch.floats(scope, values, slots.get(i).shape()));
    }

    /** Weights, moments and step number as a safetensors file. */
    public byte[] checkpoint() {
        SequencedMap<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        List<Weights.Slot> slots = Weights.slots(config);
        for (int i = 0; i < slots.size(); i++) {
            Weights.Slot slot = slots.get(i);
            tensors.put(slot.name(), tensor(slot, masters.list.get(i), "F32"));
        }
        for (int i = 0; i < slots.size(); i++) {
            Weights.Slot slot = slots.get(i);
            tensors.put("m." + slot.name(), tensor(slot, firstMoment.get(i), "F32"));
            tensors.put("v." + slot.name(), tensor(slot, secondMoment.get(i), "F32"));
        }
        return Safetensors.write(tensors, java.util.Map.of("steps", Integer.toString(steps)));
    }

    /** The weights alone, as {@code model.safetensors} in f16. */
    public byte[] export() {
        SequencedMap<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        List<Weights.Slot> slots = Weights.slots(config);
        for (int i = 0; i < slots.size(); i++) {
            tensors.put(slots.get(i).name(), tensor(slots.get(i), masters.list.get(i), "F16"));
        }
        return Safetensors.write(tensors, java.util.Map.of("format", "pt"));
    }

    private static Safetensors.Tensor tensor(Weights.Slot slot, PtNDArray array, String dtype) {
        return new Safetensors.Tensor(dtype, slot.shape(), array.toFloatArray());
    }

    /** Steps made so far. */
    public int steps() {
        return steps;
    }

    /**
     * One step on the given parts; their loss weights are relative to the sum over all parts.
     *
     * @param parts rows; parts of rows of similar length are the cheapest
     * @return weighted mean cross-entropy, nats per weighted target token
     */
    public float step(List<List<Example>> parts, Rates rates) {
        steps++;
        double total = 0;
        for (List<Example> part : parts) {
            total = addWeights(total, part);
        }
        try (PtNDManager step = torch.scope()) {
            float weightOfAll = (float) total;
            List<Future<List<PtNDArray>>> running = new ArrayList<>();
            for (List<Example> part : parts) {
                running.add(workers.submit(() -> gradients(step, part, weightOfAll)));
            }
            float loss = 0;
            List<PtNDArray> sum = null;
            for (Future<List<PtNDArray>> future : running) {
                List<PtNDArray> out = future.get();
                loss += out.getFirst().toFloatArray()[0];
                List<PtNDArray> own = out.subList(1, out.size());
                if (sum == null) {
                    sum = Torch.named("g", own);
                } else {
                    torch.call(step, "accumulate", sum, Torch.named("h", own));
                }
            }
            update(step, sum, rates);
            return loss;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in step " + steps, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "step " + steps + " failed: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private static double addWeights(double sum, List<Example> rows) {
        for (Example row : rows) {
            for (float w : row.weights()) {
                sum += w;
            }
        }
        return sum;
    }

    private List<PtNDArray> gradients(PtNDManager step, List<Example> rows, float weightOfAll) {
        PackedBatch batch = PackedBatch.inUnits(rows, UNIT);
        float share = (float) (addWeights(0, rows) / weightOfAll);
        float[] weights = batch.weights();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= share;
        }
        PtNDManager part = (PtNDManager) step.newSubManager();
        Grid grid = Grid.of(part, batch);
        return torch.call(
                part,
                "gradients",
                grid.ids(),
                grid.positions(),
                grid.segments(),
                grid.selected(),
                grid.targets(),
                grid.weights(),
                tables.rope,
                masters.list);
    }

    private void update(PtNDManager step, List<PtNDArray> gradients, Rates rates)
            throws InterruptedException, ExecutionException {
        PtNDArray hyper = Torch.floats(
                step,
                new float[] {
                    rates.muon(), rates.adam(), rates.momentum(), 0.9f, 0.95f, 1e-8f, rates.weightDecay(), steps
                },
                8);
        List<Future<?>> running = new ArrayList<>();
        for (List<Integer> group : muonGroups) {
            List<PtNDArray> w = pick(masters.list, group);
            List<PtNDArray> g = Torch.named("g", pick(gradients, group));
            List<PtNDArray> m = Torch.named("m", pick(firstMoment, group));
            running.add(workers.submit(() -> torch.call(step, "muon", w, g, m, hyper)));
        }
        List<PtNDArray> w = pick(masters.list, adamGroup);
        List<PtNDArray> g = Torch.named("g", pick(gradients, adamGroup));
        List<PtNDArray> m = Torch.named("m", pick(firstMoment, adamGroup));
        List<PtNDArray> v = Torch.named("v", pick(secondMoment, adamGroup));
        running.add(workers.submit(() -> torch.call(step, "adamw", w, g, m, v, hyper)));
        for (Future<?> future : running) {
            future.get();
        }
    }

    private static List<PtNDArray> pick(List<PtNDArray> all, List<Integer> indices) {
        return indices.stream().map(all::get).toList();
    }

    private static List<Integer> adamGroup(ModelConfig c) {
        List<Weights.Slot> slots = Weights.slots(c);
        List<Integer> group = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).shape().length == 1
                    || slots.get(i).name().contains("embed")
                    || slots.get(i).name().contains("lm_head")) {
                group.add(i);
            }
        }
        return group;
    }

    /** Block matrices of one shape (up to a transpose of the batch's common orientation), for one batched product. */
    private static List<List<Integer>> muonGroups(ModelConfig c) {
        List<Weights.Slot> slots = Weights.slots(c);
        java.util.Map<String, List<Integer>> byShape = new LinkedHashMap<>();
        List<Integer> adam = adamGroup(c);
        for (int i = 0; i < slots.size(); i++) {
            if (!adam.contains(i)) {
                long[] s = slots.get(i).shape();
                byShape.computeIfAbsent(s[0] + "x" + s[1], k -> new ArrayList<>())
                        .add(i);
            }
        }
        return List.copyOf(byShape.values());
    }

    @Override
    public void close() {
        workers.shutdownNow();
        tables.close();
        masters.close();
        scope.close();
        torch.close();
    }
}
