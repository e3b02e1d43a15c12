package dev.autodidact.model;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory that a model needs against what the machine has, looked at before anything is loaded.
 *
 * @param neededBytes weights, rotary tables and room for one cache and one training step
 * @param availableBytes free memory of the device; {@link Long#MAX_VALUE} where it cannot be told
 */
public record MemoryNeed(long neededBytes, long availableBytes) {
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    /** What a model would need as it is to be placed. */
    public static MemoryNeed of(ModelConfig config, Placement placement) {
        // a cache of 2048 tokens, and the activations of 512 trained tokens in the widest layer
        long cache = 2L * config.layers() * config.kvHeads() * config.headDim() * 2048 * 4;
        long step =
                512L * 4 * (config.layers() * (6L * config.hidden() + 3L * config.feedForward()) + config.vocabulary());
        return new MemoryNeed(placement.weightBytes(config) + cache + step, available(placement.device()));
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
