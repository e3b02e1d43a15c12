package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;

/** Base (or merged) weights and rotary tables in one precision, in the order of {@link DecoderScript}. */
final class Weights implements AutoCloseable {
    final Precision precision;
    final List<PtNDArray> list;
    final List<PtNDArray> rope;
    final IValue listValue;
    final IValue ropeValue;
    private final PtNDManager scope;

    private Weights(Precision precision, PtNDManager scope, List<PtNDArray> list, List<PtNDArray> rope) {
        this.precision = precision;
        this.scope = scope;
        this.list = Torch.named("w", list);
        this.rope = Torch.named("r", rope);
        this.listValue = IValue.listFrom(list.toArray(new PtNDArray[0]));
        this.ropeValue = IValue.listFrom(rope.toArray(new PtNDArray[0]));
    }

    /** One tensor of the model: its Hugging Face name and shape. */
    record Slot(String name, long[] shape) {
        long elements() {
            long n = 1;
            for (long s : shape) {
                n *= s;
            }
            return n;
        }
    }

    /** All tensors in weight order. */
    static List<Slot> slots(ModelConfig c) {
        List<Slot> slots = new ArrayList<>();
        slots.add(new Slot("model.embed_tokens.weight", new long[] {c.vocabulary(), c.hidden()}));
        slots.add(new Slot("model.norm.weight", new long[] {c.hidden()}));
        int[][] shapes = c.linearShapes();
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            slots.add(new Slot(prefix + "input_layernorm.weight", new long[] {c.hidden()}));
            for (int j = 0; j < 7; j++) {
                if (j == 4) {
                    slots.add(new Slot(prefix + "post_attention_layernorm.weight", new long[] {c.hidden()}));
                }
                slots.add(
                        new Slot(prefix + ModelConfig.LINEARS[j] + ".weight", new long[] {shapes[j][0], shapes[j][1]}));
            }
            for (Slot extra : c.traits().extras(c.headDim(), shapes)) {
                slots.add(new Slot(prefix + extra.name(), extra.shape()));
            }
        }
        if (!c.tied()) {
            slots.add(new Slot("lm_head.weight", new long[] {c.vocabulary(), c.hidden()}));
        }
        return slots;
    }

    /** Longest position the rotary tables cover. */
    static int positions(ModelConfig c) {
        return Math.min(c.maxPositions(), 32768);
    }

    /** Copies all values, in the order of {@link #slots}, into native memory in f32. */
    static Weights load(Torch torch, ModelConfig c, TensorSource source) {
        PtNDManager scope = torch.scope();
        List<PtNDArray> list = new ArrayList<>();
        for (Slot slot : slots(c)) {
            list.add(
                    slot.elements() > TensorSource.CHUNK
                            ? inParts(torch, scope, slot, source, Precision.F32)
                            : Torch.floats(
                                    scope, source.values(slot, 0, Math.toIntExact(slot.elements())), slot.shape()));
        }
        return new Weights(Precision.F32, scope, list, tables(scope, c));
    }

    /** The same in any precision, with no more than a part of one tensor beside the result. */
    static Weights load(Torch torch, ModelConfig c, TensorSource source, Precision precision) {
        if (precision == Precision.F32) {
            return load(torch, c, source);
        }
        PtNDManager scope = torch.scope();
        try (PtNDManager exact = torch.scope()) {
            List<PtNDArray> list = new ArrayList<>();
            for (Slot slot : slots(c)) {
                list.add(inParts(torch, scope, slot, source, precision));
            }
            List<PtNDArray> rope = torch.call(scope, precision.castMethod(), Torch.named("t", tables(exact, c)));
            return new Weights(precision, scope, list, rope);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    private static PtNDArray inParts(
            Torch torch, PtNDManager scope, Slot slot, TensorSource source, Precision precision) {
        try (PtNDManager call = torch.scope()) {
            PtNDArray whole = torch.call(
                            scope,
                            "blank",
                            Torch.longs(call, slot.shape(), slot.shape().length),
                            Torch.longs(call, new long[] {precision.scriptType()}, 1))
                    .getFirst();
            for (long at = 0; at < slot.elements(); at += TensorSource.CHUNK) {
                try (PtNDManager part = torch.scope()) {
                    int count = (int) Math.min(TensorSource.CHUNK, slot.elements() - at);
                    torch.call(
                            part,
                            "fill",
                            whole,
                            Torch.floats(part, source.values(slot, at, count), count),
                            Torch.longs(part, new long[] {at}, 1));
                }
            }
            return whole;
        }
    }

    private static List<PtNDArray> tables(PtNDManager scope, ModelConfig c) {
        int half = c.headDim() / 2;
        int n = positions(c);
        float[] cos = new float[n * c.headDim()];
        float[] sin = new float[n * c.headDim()];
        for (int j = 0; j < half; j++) {
            // transformers computes the frequency in f32; the product with the position too
            float plain = (float) (1.0 / (float) Math.pow(c.ropeTheta(), 2.0 * j / c.headDim()));
            float frequency = c.traits().scaling().frequency(plain);
            for (int t = 0; t < n; t++) {
                float angle = t * frequency;
                int at = t * c.headDim() + j;
                cos[at] = cos[at + half] = (float) Math.cos(angle);
                sin[at] = sin[at + half] = (float) Math.sin(angle);
            }
        }
        return List.of(
                Torch.floats(scope, cos, n, c.headDim()),
                Torch.floats(scope, sin, n, c.headDim()),
                Torch.floats(scope, halfTurn(half), c.headDim(), c.headDim()));
    }

    /** The matrix that makes (−b, a) of a head's halves (a, b): one product is cheaper than cutting and joining. */
    private static float[] halfTurn(int half) {
        int width = 2 * half;
        float[] turn = new float[width * width];
        for (int j = 0; j < half; j++) {
            turn[j * width + half + j] = -1;
            turn[(half + j) * width + j] = 1;
        }
        return turn;
    }

    /** A copy in another precision; usable in training. */
    Weights cast(Torch torch, Precision to) {
        PtNDManager copy = torch.scope();
        List<PtNDArray> list = torch.call(copy, to.castMethod(), this.list);
        // duplicates, since the names of the shared tables must not change while others use them
        List<PtNDArray> tables =
                rope.stream().map(table -> (PtNDArray) table.duplicate()).toList();
        return new Weights(to, copy, list, torch.call(copy, to.castMethod(), Torch.named("t", tables)));
    }

    /** A copy with the update of an adapter added, in the same precision; the tables are shared. */
    Weights merge(Torch torch, Adapter adapter) {
        PtNDManager copy = torch.scope();
        float[] values = adapter.sharedValues();
        PtNDArray flat = Torch.floats(copy, values, 1, values.length);
        PtNDArray scale = Torch.floats(copy, new float[] {(float) adapter.lora().scale()}, 1);
        List<PtNDArray> merged = torch.call(copy, "merge", list, flat, scale);
        return new Weights(precision, copy, merged, rope);
    }

    /** The parts A and B of K adapters of one rank in this precision, attached to {@code scope}; empty for none. */
    List<PtNDArray> split(Torch torch, PtNDManager scope, List<Adapter> adapters) {
        if (adapters.isEmpty()) {
            return List.of();
        }
        float[] flat = LoraTraining.stack(adapters);
        return torch.infer(
                scope,
                "split",
                Torch.floats(scope, flat, adapters.size(), flat.length / adapters.size()),
                Torch.floats(scope, LoraTraining.scales(adapters), adapters.size()),
                list.get(1));
    }

    @Override
    public void close() {
        listValue.close();
        ropeValue.close();
        scope.close();
    }
}
