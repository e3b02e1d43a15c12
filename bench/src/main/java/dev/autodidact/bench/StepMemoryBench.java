package dev.autodidact.bench;

import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.NativeHeap;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Placement;
import dev.autodidact.model.Precision;
import dev.autodidact.model.StepMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Peak memory of loading, of training steps and of scoring beside what {@link StepMemory} computes from the shapes; Linux
 * only, since it resets the kernel's own peak. {@code StepMemoryBench resultsFolder modelFolder [load]}, the last for loading alone.
 */
public final class StepMemoryBench {
    private static final double MIB = 1 << 20;

    private final Report report = new Report("step-memory", 1);
    private final LanguageModel model;
    private final StepMemory computed;

    private StepMemoryBench(LanguageModel model) {
        this.model = model;
        this.computed = StepMemory.of(model.config(), Precision.BF16);
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        LanguageModel.warmUp();
        Path folder = Path.of(args[1]);
        ModelConfig config = ModelConfig.read(folder);
        Placement placement = Placement.serving("", "cpu", "bf16", config).withStepBytes(1L << 40);
        double before = reset();
        try (LanguageModel model = LanguageModel.load(folder, placement)) {
            StepMemoryBench bench = new StepMemoryBench(model);
            bench.report.fact("model", model.id() + " " + model.hash());
            bench.report.number("load, peak, files mapped included", peak() - before, "MiB", "");
            System.gc();
            NativeHeap.trim();
            bench.report.number("load, kept", status("RssAnon:") - anonymous, "MiB", "");
            bench.report.number("weights and rotary tables, computed", placement.weightBytes(config) / MIB, "MiB", "");
            if (args.length > 2) {
                return;
            }
            for (int[] shape : new int[][] {{4, 256}, {16, 256}, {32, 256}, {4, 1024}}) {
                bench.step(shape[0], shape[1], false);
                bench.step(shape[0], shape[1], true);
                bench.score(shape[0], shape[1]);
            }
            bench.report.write(Path.of(args[0]));
        }
    }

    private PackedBatch batch(int sequences, int width) {
        Random random = new Random(1);
        List<Example> rows = new ArrayList<>();
        for (int i = 0; i < sequences * width / 64; i++) {
            int[] tokens = random.ints(64, 3, model.config().vocabulary()).toArray();
            float[] weights = new float[64];
            Arrays.fill(weights, 56, 64, 1f);
            rows.add(new Example(tokens, weights));
        }
        return PackedBatch.filled(rows, List.of(), width);
    }

    private void step(int sequences, int width, boolean recompute) throws IOException {
        PackedBatch batch = batch(sequences, width);
        Adapter start = Adapter.initial(model.config(), new LoraConfig(8, 16), 1);
        try (LoraTraining training = model.training(List.of(start), AdamW.standard(), Precision.BF16)) {
            training.spareMemory(Integer.MAX_VALUE, recompute);
            double before = reset();
            training.step(batch, 1e-4f);
            long bytes = computed.training(batch.positionsTrained(), batch.width(), batch.targets().length, recompute);
            say("step " + shape(batch) + (recompute ? ", recomputing" : ""), peak() - before, bytes);
        }
    }

    private void score(int sequences, int width) throws IOException {
        PackedBatch batch = batch(sequences, width);
        double before = reset();
        model.score(batch, List.of(), Precision.BF16);
        say("score " + shape(batch), peak() - before, computed.scoring(batch, false));
    }

    private static String shape(PackedBatch batch) {
        return batch.sequences() + "x" + batch.width() + ", " + batch.targets().length + " predicted";
    }

    private void say(String what, double measured, long bytes) {
        report.number(what + ": measured", measured, "MiB", "");
        report.number(what + ": computed", bytes / MIB, "MiB", "");
        report.number(what + ": measured / computed", measured / (bytes / MIB), "", "");
    }

    private static double anonymous;

    /** Gives back what is free, sets the peak to what is resident now, and says how much that is, MiB. */
    private static double reset() throws IOException {
        System.gc();
        NativeHeap.trim();
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        anonymous = status("RssAnon:");
        return status("VmRSS:");
    }

    private static double peak() throws IOException {
        return status("VmHWM:");
    }

    private static double status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("/proc/self/status has no " + name);
    }
}
