package dev.autodidact.policy;

/**
 * One action of the policy.
 *
 * @param prompt ids it saw [P]
 * @param tokens ids it chose, the end token with them if it chose one [T]
 * @param logProbabilities of each chosen token by the version that wrote it [T], nats
 */
public record Turn(int[] prompt, int[] tokens, double[] logProbabilities) {
    /** Checks that the lengths agree. */
    public Turn {
        if (tokens.length != logProbabilities.length) {
            throw new IllegalArgumentException(
                    tokens.length + " tokens but " + logProbabilities.length + " log-probabilities");
        }
    }
}
