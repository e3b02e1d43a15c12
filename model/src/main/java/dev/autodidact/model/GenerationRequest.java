package dev.autodidact.model;

import java.util.Set;

/**
 * A text to be continued.
 *
 * @param prompt token ids, at least one
 * @param adapter update to apply, or null for the base
 * @param sampling choice of tokens
 * @param maxTokens most tokens to generate, at least 1
 * @param stopIds ids that end the text (not part of it)
 */
public record GenerationRequest(int[] prompt, Adapter adapter, Sampling sampling, int maxTokens, Set<Integer> stopIds) {
    /** Checks the bounds. */
    public GenerationRequest {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("the prompt is empty");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max_tokens is " + maxTokens + ", must be at least 1");
        }
        stopIds = Set.copyOf(stopIds);
    }
}
