package dev.autodidact.bench;

import dev.autodidact.model.Example;
import dev.autodidact.model.ModelConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Rounds of one task, ours and that of PyTorch from Python in turn, so that both see the same machine.
 *
 * @param peer null where there is none: only our side is measured
 * @param rounds counted rounds; two more of ours go before them
 */
record PeerRounds(Report report, TorchPeer peer, int rounds) {
    /** The shape that both sides have as "tiny". */
    static final ModelConfig TINY = new ModelConfig(256, 4, 4, 2, 64, 768, 4096, 1e-5, 10000, 2048, true, Set.of());

    /**
     * Reports the medians of both sides in ms and the median of the rounds' ratios.
     *
     * @param task what the peer calls it
     * @param times how often the peer's round counts
     * @param target what the ratio is to reach
     * @return our median, seconds
     */
    double against(String label, String task, Runnable round, double times, String target) throws IOException {
        double[] own = new double[rounds];
        double[] other = new double[rounds];
        double[] ratios = new double[rounds];
        round.run();
        round.run();
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            round.run();
            own[i] = (System.nanoTime() - start) / 1e9;
            other[i] = peer == null ? Double.NaN : peer.round(task) * times;
            ratios[i] = other[i] / own[i];
        }
        report.number(label + ", ours", Report.median(own) * 1000, "ms", "");
        if (peer != null) {
            report.number(label + ", PyTorch", Report.median(other) * 1000, "ms", "");
            report.number(label + ", PyTorch time / ours", Report.median(ratios), "x", target);
        }
        return Report.median(own);
    }

    /** Rows of random tokens, all of them targets. */
    static List<Example> rows(ModelConfig config, int rows, int length) {
        SplittableRandom random = new SplittableRandom(5);
        List<Example> out = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int[] tokens = random.ints(length, 0, config.vocabulary()).toArray();
            float[] weights = new float[length];
            Arrays.fill(weights, 1f);
            out.add(new Example(tokens, weights));
        }
        return out;
    }
}
