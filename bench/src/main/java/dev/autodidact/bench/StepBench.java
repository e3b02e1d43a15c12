package dev.autodidact.bench;

import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Train step and decode beside PyTorch on the same shapes, round by round: {@code StepBench resultsFolder pythonScript
 * [python] [rounds] [large]}. Start it with {@code -Dai.djl.pytorch.num_threads=2}: the peer uses two threads.
 */
public final class StepBench {
    private static final LoraConfig LORA = new LoraConfig(8, 16);
    private static final ModelConfig LARGE =
            new ModelConfig(576, 30, 9, 3, 64, 1536, 49152, 1e-5, 10000, 2048, true, Set.of());

    private final Report report = new Report("step", 1);
    private final PeerRounds peers;

    private StepBench(TorchPeer peer, int rounds) {
        this.peers = new PeerRounds(report, peer, rounds);
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        String python = args.length > 2 ? args[2] : "python3";
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 15;
        TorchPeer peer = null;
        try {
            peer = new TorchPeer(python, Path.of(args[1]));
        } catch (IOException e) {
            System.out.println("PyTorch from Python is not here, its side is skipped: " + e.getMessage());
        }
        StepBench bench = new StepBench(peer, rounds);
        bench.shape("tiny", PeerRounds.TINY);
        if (args.length > 4) {
            bench.shape("smol135", LARGE);
        }
        bench.report.write(Path.of(args[0]));
        if (peer != null) {
            peer.close();
        }
    }

    private void shape(String name, ModelConfig config) throws IOException {
        try (LanguageModel model = LanguageModel.random(config, 1, 0.04)) {
            for (int[] size : new int[][] {{4, 256}, {1, 32}}) {
                step(model, name, size[0], size[1], Precision.F32, ">= 1.0");
                step(model, name, size[0], size[1], Precision.BF16, ">= 1.3");
            }
            decode(model, name, Precision.F32);
            decode(model, name, Precision.F16);
        }
    }

    /** Both against PyTorch in f32: the bf16 row tells what the bf16 base brings. */
    private void step(LanguageModel model, String name, int rows, int length, Precision precision, String target)
            throws IOException {
        PackedBatch batch = PackedBatch.of(PeerRounds.rows(model.config(), rows, length));
        try (LoraTraining training =
                model.training(List.of(Adapter.initial(model.config(), LORA, 3)), AdamW.standard(), precision)) {
            measure(
                    "step " + name + " " + rows + "x" + length + " " + precision,
                    "step-" + name + "-" + rows + "x" + length,
                    () -> training.step(batch, 1e-3f),
                    (long) rows * length,
                    target);
        }
    }

    private void decode(LanguageModel model, String name, Precision precision) throws IOException {
        int[] prompt = PeerRounds.rows(model.config(), 1, 16).getFirst().tokens();
        GenerationRequest request = new GenerationRequest(prompt, null, Sampling.greedy(), 64, Set.of());
        measure(
                "decode " + name + " 16x64 " + precision,
                "decode-" + name + "-16x64" + (precision == Precision.F16 ? "-f16" : ""),
                () -> model.generate(request, precision, token -> true),
                64,
                "");
    }

    private void measure(String label, String task, Runnable round, long tokens, String target) throws IOException {
        double seconds = peers.against(label, task, round, 1, target);
        report.number(label + ", ours, throughput", tokens / seconds, "tokens/s", "");
    }
}
