package dev.autodidact.model;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory that a model needs against what the machine has, looked at before anything is loaded.
 *
 * @param neededBytes weights, rotary tables and room for one conversation and one small training step
 * @param availableBytes free memory of the device; {@link Long#MAX_VALUE} where it cannot be told
 */
public record MemoryNeed(long neededBytes, long availableBytes) {
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    /** Adapter rank that learning is counted with. */
    private static final int RANK = 8;

    /**
     * What a model would need as it is to be placed: weights, one conversation of 2048 tokens, and the smallest training
     * step, since larger ones can be cut ({@link Placement#stepBudget}).
     */
    public static MemoryNeed of(ModelConfig config, Placement placement) {
        long cache = 2L * config.layers() * config.kvHeads() * config.headDim() * 2048 * 4;
        return new MemoryNeed(
                placement.weightBytes(config) + cache + adapter(config) + least(config, placement),
                available(placement.device()));
    }

    /**
     * Bytes that learning usually takes beside the weights: an adapter, and a step of 32 sequences of 256 tokens with 512
     * predicted ones, or the placement's bound where that is less.
     */
    public static long learning(ModelConfig config, Placement placement) {
        long usual = step(config, placement).training(32L * 256, 256, 512, false);
        return adapter(config) + Math.max(least(config, placement), Math.min(usual, placement.stepBudget()));
    }

    /** Values, gradient, AdamW's two moments and what an update works with, in f32. */
    private static long adapter(ModelConfig config) {
        return 7L * 4 * LoraLayout.unit(config) * RANK;
    }

    private static long least(ModelConfig config, Placement placement) {
        return step(config, placement).training(256, 256, 64, true);
    }

    private static StepMemory step(ModelConfig config, Placement placement) {
        return StepMemory.of(config, placement.held().contains(Precision.F32) ? Precision.F32 : Precision.BF16);
    }

    private static long available(String device) {
        if (!device.equals("cpu")) {
            return Torch.freeDeviceBytes(device);
        }
        try {
            if (Files.isReadable(MEMINFO)) {
                for (String line : Files.readAllLines(MEMINFO)) {
                    if (line.startsWith("MemAvailable:")) {
                        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            }
        } catch (IOException | NumberFormatException e) {
            return Long.MAX_VALUE; // not a reason to refuse a model
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getFreeMemorySize()
                : Long.MAX_VALUE;
    }

    /**
     * Refuses what does not fit.
     *
     * @throws ModelFormatException with what is needed, what there is, and what would help
     */
    public void check(String model, Placement placement) {
        if (neededBytes > availableBytes) {
            throw new ModelFormatException(model + " needs about " + neededBytes / 1_000_000 + " MB of memory on "
                    + placement + "; " + availableBytes / 1_000_000 + " MB are available. Take a smaller model"
                    + (placement.only() && placement.held().getFirst() != Precision.F32
                            ? ""
                            : ", or hold it in one short format (autodidact.precision=bf16)"));
        }
    }
}
