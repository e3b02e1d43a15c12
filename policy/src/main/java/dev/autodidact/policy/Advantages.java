package dev.autodidact.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * How far each reward is above what was to be expected. The three switches are independent: group level without the rest is
 * Dr. GRPO, with the standard deviation GRPO, with leave-one-out RLOO.
 *
 * @param level among whom the mean is taken
 * @param leaveOneOut whether a reward is left out of its own mean
 * @param divideByDeviation whether differences are divided by the level's standard deviation
 * @see <a href="https://arxiv.org/abs/2402.03300">GRPO</a>
 * @see <a href="https://arxiv.org/abs/2402.14740">RLOO</a>
 * @see <a href="https://arxiv.org/abs/2503.20783">Dr. GRPO</a>
 */
public record Advantages(Level level, boolean leaveOneOut, boolean divideByDeviation) {
    private static final double EPSILON = 1e-6;

    /** Among whom rewards are compared. */
    public enum Level {
        /** Self-edits of one task. */
        GROUP,
        /** All self-edits of a round. */
        BATCH
    }

    /** Group-centred, divided by the standard deviation. */
    public static Advantages grpo() {
        return new Advantages(Level.GROUP, false, true);
    }

    /**
     * Advantages of rewards by group.
     *
     * @throws IllegalArgumentException for a group of one, or a reward that is not finite
     */
    public List<double[]> of(List<double[]> groups) {
        for (double[] group : groups) {
            if (group.length < 2 && level == Level.GROUP) {
                throw new IllegalArgumentException(
                        "a group of " + group.length + " has no advantage, at least 2 self-edits are needed");
            }
            for (double r : group) {
                if (!Double.isFinite(r)) {
                    throw new IllegalArgumentException("a reward is " + r + ", it must be finite");
                }
            }
        }
        if (level == Level.GROUP) {
            return groups.stream().map(this::centred).toList();
        }
        double[] all = groups.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
        double[] centred = centred(all);
        List<double[]> out = new ArrayList<>();
        int at = 0;
        for (double[] group : groups) {
            out.add(java.util.Arrays.copyOfRange(centred, at, at + group.length));
            at += group.length;
        }
        return out;
    }

    /** Whether all rewards of a group are equal, so that nothing can be learned from it. */
    public static boolean flat(double[] rewards) {
        for (double r : rewards) {
            if (Math.abs(r - rewards[0]) > 1e-9) {
                return false;
            }
        }
        return true;
    }

    private double[] centred(double[] rewards) {
        int n = rewards.length;
        double sum = 0;
        for (double r : rewards) {
            sum += r;
        }
        double mean = sum / n;
        double squares = 0;
        for (double r : rewards) {
            squares += (r - mean) * (r - mean);
        }
        double deviation = Math.sqrt(squares / n);
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            double expected = leaveOneOut ? (sum - rewards[i]) / (n - 1) : mean;
            out[i] = (rewards[i] - expected) / (divideByDeviation ? deviation + EPSILON : 1);
        }
        return flat(rewards) ? new double[n] : out;
    }
}
