package dev.autodidact.model;

/**
 * Bounds of a {@link BatchScheduler}.
 *
 * @param rows texts decoded at once at most
 * @param waiting texts that may wait for a row
 * @param rank rank that the tables of adapters have room for; a larger one makes them anew when no text is under way
 * @param cacheBytes bytes of keys and values of the texts under way at most; one text always fits
 * @param prefixBytes bytes of keys and values kept of prompts that have ended
 */
public record BatchLimits(int rows, int waiting, int rank, long cacheBytes, long prefixBytes) {
    /** Checks the bounds. */
    public BatchLimits {
        if (rows < 1 || rows > 256 || waiting < 0 || rank < 1) {
            throw new IllegalArgumentException("rows " + rows + " (1 to 256), waiting " + waiting
                    + " (at least 0), rank " + rank + " (at least 1)");
        }
    }
}
