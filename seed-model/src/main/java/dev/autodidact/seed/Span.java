package dev.autodidact.seed;

/**
 * A piece of a rendered document with its loss weight.
 *
 * @param text the piece; the pieces of a document concatenate to its text
 * @param weight 1 for what the assistant says including its end marker, 0 for everything else
 */
public record Span(String text, float weight) {}
