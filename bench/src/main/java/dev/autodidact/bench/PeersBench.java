package dev.autodidact.bench;

import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * LoRA step, scoring and one self-edit on one shape (d 256, 4 layers, vocabulary 4096), round by round beside PEFT and
 * PyTorch from Python and beside SEAL's schedule there: {@code PeersBench resultsFolder pythonScript [python] [rounds]}.
 * Needs a Python with torch, transformers and peft. Both sides use BENCH_THREADS operator threads, two where it is not set.
 *
 * <p>A self-edit is ten passes over eight rows of 32 tokens: here ten steps of one packed sequence, there ten epochs of
 * batch 1, each row padded to 2048. Of SEAL's epochs one is measured and counted tenfold.
 */
public final class PeersBench {
    private static final LoraConfig LORA = new LoraConfig(8, 16);
    private static final ModelConfig SHAPE =
            new ModelConfig(256, 4, 4, 2, 64, 768, 4096, 1e-5, 10000, 2048, true, Set.of());
    private static final int EPOCHS = 10;

    private final Report report = new Report("peers", 1);
    private final LanguageModel model = LanguageModel.random(SHAPE, 1, 0.04);
    private final TorchPeer peer;
    private final int rounds;

    private PeersBench(TorchPeer peer, int rounds) {
        this.peer = peer;
        this.rounds = rounds;
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 9;
        try (TorchPeer peer = new TorchPeer(args.length > 2 ? args[2] : "python3", Path.of(args[1]))) {
            PeersBench bench = new PeersBench(peer, rounds);
            bench.report.fact("rounds", Integer.toString(rounds));
            bench.step(Precision.F32, ">= 1.0");
            bench.memory();
            bench.step(Precision.BF16, ">= 1.3");
            bench.score(Precision.F32);
            bench.score(Precision.BF16);
            bench.selfEdit();
            bench.model.close();
            bench.report.write(Path.of(args[0]));
        }
    }

    private void step(Precision precision, String target) throws IOException {
        PackedBatch batch = PackedBatch.of(rows(4, 256));
        try (LoraTraining training = training(precision)) {
            against(
                    "LoRA step 4x256 " + precision,
                    "step-tiny-4x256-peft",
                    () -> training.step(batch, 1e-3f),
                    1,
                    target);
        }
    }

    private LoraTraining training(Precision precision) {
        return model.training(List.of(Adapter.initial(SHAPE, LORA, 3)), AdamW.standard(), precision);
    }

    private void score(Precision precision) throws IOException {
        PackedBatch batch = PackedBatch.of(rows(4, 256));
        List<Adapter> adapter = List.of(Adapter.initial(SHAPE, LORA, 3));
        against(
                "score 4x256 " + precision,
                "score-tiny-4x256-peft",
                () -> model.score(batch, adapter, precision),
                1,
                "");
    }

    private void selfEdit() throws IOException {
        PackedBatch batch = PackedBatch.of(rows(8, 32));
        Runnable lesson = () -> {
            try (LoraTraining training = training(Precision.BF16)) {
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    training.step(batch, 1e-3f);
                }
            }
        };
        against("self-edit of 8 rows, 10 passes, against SEAL", "seal-tiny-8x32", lesson, EPOCHS, ">= 40");
    }

    /** Memory of the whole processes after the same f32 steps: the JVM and its engine here, Python and torch there. */
    private void memory() throws IOException {
        double own = Double.NaN;
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                own = Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        report.number("peak memory of the process, ours", own, "MiB", "");
        report.number("peak memory of the process, PEFT", peer.peakBytes() / 1048576.0, "MiB", "ours <=");
    }

    private void against(String label, String task, Runnable round, double times, String target) throws IOException {
        double[] own = new double[rounds];
        double[] other = new double[rounds];
        double[] ratios = new double[rounds];
        round.run();
        round.run();
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            round.run();
            own[i] = (System.nanoTime() - start) / 1e9;
            other[i] = peer.round(task) * times;
            ratios[i] = other[i] / own[i];
        }
        report.number(label + ", ours", Report.median(own) * 1000, "ms", "");
        report.number(label + ", theirs", Report.median(other) * 1000, "ms", "");
        report.number(label + ", theirs / ours", Report.median(ratios), "x", target);
    }

    private static List<Example> rows(int rows, int length) {
        SplittableRandom random = new SplittableRandom(5);
        List<Example> out = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int[] tokens = random.ints(length, 0, SHAPE.vocabulary()).toArray();
            float[] weights = new float[length];
            Arrays.fill(weights, 1f);
            out.add(new Example(tokens, weights));
        }
        return out;
    }
}
