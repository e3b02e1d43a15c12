package dev.autodidact.model;

/** What happens to a text in a batch, in order; the last event is an {@link End} or a {@link Failed}. */
public sealed interface BatchEvent {

    /**
     * A token was chosen.
     *
     * @param id the token
     * @param logProbability its log-probability, nats, without temperature and constraint
     * @param topIds the most probable tokens in its place
     * @param topLogProbabilities their log-probabilities
     */
    record Token(int id, double logProbability, int[] topIds, double[] topLogProbabilities) implements BatchEvent {}

    /**
     * The text has ended.
     *
     * @param finish why
     * @param cachedTokens prompt tokens that were known from earlier requests
     */
    record End(Completion.Finish finish, int cachedTokens) implements BatchEvent {}

    /**
     * The engine failed.
     *
     * @param cause how
     */
    record Failed(RuntimeException cause) implements BatchEvent {}
}
