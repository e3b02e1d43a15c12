package dev.autodidact.memory;

/**
 * How many entries a walk through a graph holds at a time: with more it misses less and takes longer. An index is made of
 * pieces with a graph each. What a piece needs grows with its size, and is less where it holds only a part of the entries,
 * since then only a part of the ten nearest is there to be missed. The numbers are fitted to what was measured for .95
 * (LOG.md).
 */
final class SearchBreadth {

    static final int LEAST = 30;

    /** Beyond this a search would take longer than to embed its query. */
    static final int MOST = 2_000;

    private static final double SIZE = 10_000;
    private static final double NEEDED = 32;
    private static final double GROWTH = 0.7;

    /** The part of it that a piece needs however small its share of the entries is. */
    private static final double BASE = 0.4;

    private SearchBreadth() {}

    /**
     * The breadth in one piece.
     *
     * @param own how many entries are to be searched there
     * @param all how many in all pieces
     * @param wanted how many are to be found in all pieces
     */
    static int of(long own, long all, int wanted) {
        if (own == 0) {
            return LEAST;
        }
        double share = (double) own / all;
        double needed = NEEDED * Math.pow(own / SIZE, GROWTH) * (BASE + (1 - BASE) * share);
        long least = Math.max(LEAST, Math.round(wanted * share));
        return (int) Math.clamp(Math.round(needed), least, Math.max(least, MOST));
    }
}
