package dev.autodidact.agent;

import java.util.List;

/**
 * A token that was chosen.
 *
 * @param text its text
 * @param logprob its log-probability, nats, before temperature
 * @param top the most probable tokens in its place, the most probable first
 */
public record TokenChoice(String text, double logprob, List<Alternative> top) {

    /**
     * A token that might have been chosen.
     *
     * @param text its text
     * @param logprob its log-probability, nats
     */
    public record Alternative(String text, double logprob) {}

    public TokenChoice {
        top = List.copyOf(top);
    }
}
