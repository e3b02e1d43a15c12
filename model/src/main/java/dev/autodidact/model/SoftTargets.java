package dev.autodidact.model;

/**
 * A teacher's distributions for some of the predictions of a {@link PackedBatch}, for training by distillation: the loss
 * gets the Kullback-Leibler divergence of the student from the teacher there.
 *
 * @param at which of the batch's N predictions [M]
 * @param logProbabilities of the teacher [M·V], nats
 * @param weights loss weight of each, per adapter [K·M]
 */
public record SoftTargets(long[] at, float[] logProbabilities, float[] weights) {
    static final SoftTargets NONE = new SoftTargets(new long[0], new float[0], new float[0]);

    /** Checks that the lengths agree. */
    public SoftTargets {
        boolean fits = at.length == 0
                ? logProbabilities.length + weights.length == 0
                : logProbabilities.length % at.length == 0 && weights.length % at.length == 0;
        if (!fits) {
            throw new IllegalArgumentException(at.length + " predictions, " + logProbabilities.length
                    + " log-probabilities and " + weights.length + " weights do not belong together");
        }
    }
}
