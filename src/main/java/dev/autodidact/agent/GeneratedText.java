package dev.autodidact.agent;

/**
 * What the model wrote.
 *
 * @param text all of it, tool calls included, without the end marker
 * @param promptTokens tokens read
 * @param cachedTokens of those, how many were known from an earlier request
 * @param tokens tokens written
 * @param truncated whether it was cut off at the allowed length
 */
public record GeneratedText(String text, int promptTokens, int cachedTokens, int tokens, boolean truncated) {}
