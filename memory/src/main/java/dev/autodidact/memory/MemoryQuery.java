package dev.autodidact.memory;

/**
 * A text to search for with its vector, so that it is embedded once for several searches; {@link MemoryStore#query} makes it.
 *
 * @param text the text
 * @param vector what the embedding model made of it
 */
public record MemoryQuery(String text, float[] vector) {}
