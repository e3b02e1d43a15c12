package dev.autodidact.bench;

import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
    private static final ModelConfig SHAPE = PeerRounds.TINY;
    private static final int EPOCHS = 10;

    private final Report report = new Report("peers", 1);
    private final LanguageModel model = LanguageModel.random(SHAPE, 1, 0.04);
    private final TorchPeer peer;
    private final PeerRounds peers;

    private PeersBench(TorchPeer peer, int rounds) {
        this.peer = peer;
        this.peers = new PeerRounds(report, peer, rounds);
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
        PackedBatch batch = PackedBatch.of(PeerRounds.rows(SHAPE, 4, 256));
        try (LoraTraining training = training(precision)) {
            peers.against(
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
        PackedBatch batch = PackedBatch.of(PeerRounds.rows(SHAPE, 4, 256));
        List<Adapter> adapter = List.of(Adapter.initial(SHAPE, LORA, 3));
        peers.against(
                "score 4x256 " + precision,
                "score-tiny-4x256-peft",
                () -> model.score(batch, adapter, precision),
                1,
                "");
    }

    private void selfEdit() throws IOException {
        PackedBatch batch = PackedBatch.of(PeerRounds.rows(SHAPE, 8, 32));
        Runnable lesson = () -> {
            try (LoraTraining training = training(Precision.BF16)) {
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    training.step(batch, 1e-3f);
                }
            }
        };
        peers.against("self-edit of 8 rows, 10 passes, against SEAL", "seal-tiny-8x32", lesson, EPOCHS, ">= 40");
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
}
