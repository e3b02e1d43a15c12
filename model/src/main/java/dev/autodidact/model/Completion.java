package dev.autodidact.model;

/**
 * A generated text.
 *
 * @param tokens ids without the stop token
 * @param logProbabilities log-probability of each chosen token, the stop token's last if there was one
 * @param finish why it ended
 */
public record Completion(int[] tokens, double[] logProbabilities, Finish finish) {
    /** Why a text ended. */
    public enum Finish {
        /** A stop token was chosen. */
        STOP,
        /** The allowed number of tokens, or the model's context, was used up. */
        LENGTH,
        /** The listener asked for the end. */
        CANCELLED
    }
}
