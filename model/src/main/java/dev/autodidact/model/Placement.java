package dev.autodidact.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;

/**
 * Where a model lies and in which number formats.
 *
 * @param id name of the model; empty for its folder's
 * @param device {@code cpu}, {@code gpu}, {@code gpu:N}, or {@code auto}: the first GPU if the engine sees one
 * @param held formats that are read at once; another one is read when it is first asked for
 * @param only whether no other format is ever made: who asks for another gets the first of {@code held}
 * @param stepBytes most memory of one training step or scoring, larger ones are cut into parts; 0 for 2 GiB on a processor
 *     and no bound on a GPU, where running out is an error that can be caught
 */
public record Placement(String id, String device, List<Precision> held, boolean only, long stepBytes) {
    private static final long PROCESSOR_STEP_BYTES = 2L << 30;

    /** Largest model that is held in several formats where nobody says otherwise, parameters. */
    private static final long SEVERAL_LIMIT = 500_000_000;

    /** All figures in f32 on the processor; other formats when asked for. For tests and benches. */
    public static final Placement EXACT = new Placement("", "cpu", List.of(Precision.F32), false);

    /** Checks the device's form. */
    public Placement {
        if (!device.matches("auto|cpu|gpu|gpu:\\d{1,2}")) {
            throw new IllegalArgumentException("device is '" + device + "', expected auto, cpu, gpu or gpu:N");
        }
        held = List.copyOf(held);
        if (held.isEmpty()) {
            throw new IllegalArgumentException("a model must be held in at least one format");
        }
        if (stepBytes < 0) {
            throw new IllegalArgumentException("step bytes are " + stepBytes + ", must be at least 0");
        }
    }

    /** With the usual bound of a step. */
    public Placement(String id, String device, List<Precision> held, boolean only) {
        this(id, device, held, only, 0);
    }

    /** The same with another bound of a step. */
    public Placement withStepBytes(long bytes) {
        return new Placement(id, device, held, only, bytes);
    }

    /** Most bytes of one training step or scoring. */
    public long stepBudget() {
        return stepBytes > 0 ? stepBytes : device.startsWith("gpu") ? Long.MAX_VALUE : PROCESSOR_STEP_BYTES;
    }

    /**
     * The placement for serving and learning.
     *
     * @param precision {@code auto}, {@code all}, {@code bf16}, {@code f16} or {@code f32}. All means bf16 for learning,
     *     f16 for one stream on a processor, and f32 for what must not depend on a batch; auto is all for small models
     *     on a processor, else bf16 alone
     */
    public static Placement serving(String id, String device, String precision, ModelConfig config) {
        String where = device.equals("auto") ? Torch.bestDevice() : device;
        boolean several = precision.equals("all")
                || precision.equals("auto") && where.equals("cpu") && config.parameters() <= SEVERAL_LIMIT;
        if (several) {
            return new Placement(id, where, List.of(Precision.F16, Precision.BF16), false);
        }
        Precision one = switch (precision) {
            case "auto", "bf16" -> Precision.BF16;
            case "f16" -> Precision.F16;
            case "f32" -> Precision.F32;
            default ->
                throw new IllegalArgumentException(
                        "precision is '" + precision + "', expected auto, all, bf16, f16 or f32");
        };
        return new Placement(id, where, List.of(one), true);
    }

    /** The format that a request for {@code asked} gets. */
    Precision actual(Precision asked) {
        return only && !held.contains(asked) ? held.getFirst() : asked;
    }

    /** Bytes of weights and rotary tables in all formats that may be held at once. */
    public long weightBytes(ModelConfig config) {
        SequencedSet<Precision> all = new LinkedHashSet<>(held);
        if (!only) {
            all.addAll(List.of(Precision.values()));
        }
        long each = 0;
        for (Precision p : all) {
            each += p == Precision.F32 ? 4 : 2;
        }
        long tables = 2L * Weights.positions(config) * config.headDim();
        return each * (config.parameters() + tables);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(device).append(", ");
        held.forEach(p -> text.append(p.name().toLowerCase(Locale.ROOT)).append(' '));
        return text.append(only ? "alone" : "and others when asked for").toString();
    }
}
