package dev.autodidact.agent;

import java.util.List;

/**
 * The end of a plain completion.
 *
 * @param content what is said beside the calls
 * @param reasoning what the model thought before, empty for nothing
 * @param calls the calls, where all of them could be read
 * @param promptTokens tokens read
 * @param cachedTokens of those, how many were known from an earlier request
 * @param tokens tokens written
 * @param truncated whether it was cut off at the allowed length
 */
public record CompletionAnswer(
        String content,
        String reasoning,
        List<CompletionRequest.Call> calls,
        int promptTokens,
        int cachedTokens,
        int tokens,
        boolean truncated) {}
