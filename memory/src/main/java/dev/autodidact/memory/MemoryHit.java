package dev.autodidact.memory;

/**
 * An entry that a search has found.
 *
 * @param entry the entry
 * @param score reciprocal ranks of both searches, the higher the better; of use only within one search
 */
public record MemoryHit(MemoryEntry entry, double score) {}
