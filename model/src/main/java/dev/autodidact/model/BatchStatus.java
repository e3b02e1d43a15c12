package dev.autodidact.model;

/**
 * What a {@link BatchScheduler} is doing.
 *
 * @param running texts in the batch
 * @param waiting texts waiting for a row
 * @param tokens tokens chosen since the start
 * @param promptTokens prompt tokens read since the start, cached ones included
 * @param cachedTokens of those, how many came from the prefix cache
 * @param prefixBytes bytes that the prefix cache holds
 * @param slotHits texts that found their adapter in the tables
 * @param slotLoads texts whose adapter had to be copied into them
 */
public record BatchStatus(
        int running,
        int waiting,
        long tokens,
        long promptTokens,
        long cachedTokens,
        long prefixBytes,
        long slotHits,
        long slotLoads) {}
