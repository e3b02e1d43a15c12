package dev.autodidact.policy;

import java.util.List;

/**
 * What a self-edit was worth.
 *
 * @param value dense gain less the prices of damage and of trained tokens
 * @param standardError of the value, over the questions asked
 * @param dense mean probability of the gold answers after, less the same before
 * @param exact share of gold answers given greedily after, less the same before
 * @param accuracy share of gold answers given greedily after
 * @param damage mean loss of probability of the base's own answers to nearby questions
 * @param trainedTokens what was trained for it
 */
public record Reward(
        double value,
        double standardError,
        double dense,
        double exact,
        double accuracy,
        double damage,
        int trainedTokens) {

    /** A reward is a number, or the episode has none. */
    public Reward {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a reward is " + value + ", it must be finite");
        }
    }

    /** What nothing learned is worth: the self-edit could not be read, so no weight moved. */
    public static Reward nothing() {
        return new Reward(0, 0, 0, 0, 0, 0, 0);
    }

    /** The reward of a self-edit that was trained and examined. */
    public static Reward of(InnerOutcome.Learned learned, Prices prices) {
        double[] gains = differences(learned.after(), learned.before());
        double[] losses = differences(learned.keptBefore(), learned.keptAfter());
        double dense = mean(gains);
        double damage = losses.length == 0 ? 0 : mean(losses);
        double exactAfter = share(learned.exactAfter());
        double value = dense - prices.damage() * damage - prices.tokens() * learned.trainedTokens() / 1000;
        double error = Math.sqrt(squaredError(gains) + prices.damage() * prices.damage() * squaredError(losses));
        return new Reward(
                value,
                error,
                dense,
                exactAfter - share(learned.exactBefore()),
                exactAfter,
                damage,
                learned.trainedTokens());
    }

    private static double[] differences(List<Double> a, List<Double> b) {
        double[] out = new double[a.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = a.get(i) - b.get(i);
        }
        return out;
    }

    private static double share(List<Boolean> hits) {
        return (double) hits.stream().filter(h -> h).count() / hits.size();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    private static double squaredError(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        double mean = mean(values);
        double sum = 0;
        for (double v : values) {
            sum += (v - mean) * (v - mean);
        }
        return sum / (values.length - 1) / values.length;
    }
}
