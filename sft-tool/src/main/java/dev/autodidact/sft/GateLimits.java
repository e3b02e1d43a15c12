package dev.autodidact.sft;

/**
 * What an update may cost and must bring; the reasons for the standard values are in LOG.md.
 *
 * @param minAcquired share of the item's questions that must be right afterwards
 * @param maxDamaged share of the earlier items' answers, right before, that may be lost
 * @param maxLeaked share of near questions, held out of the training, whose answer may change
 * @param maxChanged share of prompts of all kinds, held out of the training, whose answer may change
 * @param maxDivergence mean Kullback-Leibler divergence from the base on those prompts' answers, nats per token
 */
public record GateLimits(
        double minAcquired, double maxDamaged, double maxLeaked, double maxChanged, double maxDivergence) {
    /** Checks that shares are shares. */
    public GateLimits {
        for (double share : new double[] {minAcquired, maxDamaged, maxLeaked, maxChanged}) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a gate limit is " + share + ", allowed 0 to 1");
            }
        }
        if (!(maxDivergence >= 0)) {
            throw new IllegalArgumentException("the gate's divergence limit is " + maxDivergence + ", allowed from 0");
        }
    }

    /** The default. */
    public static GateLimits standard() {
        return new GateLimits(0.5, 0.1, 0.5, 0.75, 0.5);
    }

    /** A gate that lets everything pass that is finite; for baselines. */
    public static GateLimits open() {
        return new GateLimits(0, 1, 1, 1, Double.POSITIVE_INFINITY);
    }
}
