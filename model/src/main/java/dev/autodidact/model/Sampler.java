package dev.autodidact.model;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws tokens from logits [V] by one {@link Sampling}. */
final class Sampler {
    private final Sampling sampling;
    private final SplittableRandom random;

    Sampler(Sampling sampling) {
        this.sampling = sampling;
        this.random = new SplittableRandom(sampling.seed());
    }

    /** Index of the chosen token among {@code logits[from]} to {@code logits[from + size - 1]}. */
    int next(float[] logits, int from, int size) {
        if (sampling.temperature() == 0) {
            return argmax(logits, from, size);
        }
        double max = logits[from + argmax(logits, from, size)];
        double[] p = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            p[i] = Math.exp((logits[from + i] - max) / sampling.temperature());
            sum += p[i];
        }
        if (sampling.topP() >= 1) {
            return draw(p, IntStream.range(0, size).toArray(), sum);
        }
        // what lies below the cut-off cannot be in the nucleus: all of it together has less than 1 - top_p
        double cutOff = (1 - sampling.topP()) / size * sum;
        int[] order = IntStream.range(0, size)
                .filter(i -> p[i] >= cutOff)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double mass = 0;
        int kept = 0;
        while (kept < order.length && mass < sampling.topP() * sum) {
            mass += p[order[kept++]];
        }
        return draw(p, java.util.Arrays.copyOf(order, kept), mass);
    }

    private int draw(double[] p, int[] order, double mass) {
        double u = random.nextDouble() * mass;
        for (int i : order) {
            u -= p[i];
            if (u < 0) {
                return i;
            }
        }
        return order[order.length - 1];
    }

    static int argmax(float[] logits, int from, int size) {
        int best = 0;
        for (int i = 1; i < size; i++) {
            if (logits[from + i] > logits[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /** Log-probability of token {@code id}, untempered. */
    static double logProbability(float[] logits, int from, int size, int id) {
        return logits[from + id] - logSum(logits, from, size);
    }

    /** Logarithm of the sum of the exponentials. */
    static double logSum(float[] logits, int from, int size) {
        double max = logits[from + argmax(logits, from, size)];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.exp(logits[from + i] - max);
        }
        return max + Math.log(sum);
    }

    /** The {@code count} largest, the largest first. */
    static int[] top(float[] logits, int from, int size, int count) {
        return IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -logits[from + i]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
