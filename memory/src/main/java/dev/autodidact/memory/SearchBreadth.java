package dev.autodidact.memory;

/**
 * How many entries a walk through a graph holds at a time: with more it misses less and takes longer. An index is made of
 * pieces with a graph each. What a piece needs grows with its size, and is less where it holds only a part of the entries,
 * since then only a part of the ten nearest is there to be missed. The numbers are fitted to what .95 of the ten nearest
 * took (LOG.md): pieces of up to 36,000 entries are written as they come, larger ones are merged from several graphs, and
 * more is missed in them.
 */
final class SearchBreadth {

    static final int LEAST = 24;

    /** Beyond this a search would take longer than to embed its query. */
    static final int MOST = 2_000;

    private static final double SMALL = 10_000;
    private static final double NEEDED = 42;
    private static final double GROWTH = 0.7;

    /** From here on pieces are merged ones. */
    private static final double LARGE = 40_000;

    private static final double MERGED_GROWTH = 1.2;

    /** Growth with the others' entries that a walk comes by. */
    private static final double AMONG = 0.2;

    /** The part of it that a piece needs however small its share of the entries is. */
    private static final double BASE = 0.55;

    private SearchBreadth() {}

    /**
     * The breadth in one piece.
     *
     * @param own how many entries are to be searched there
     * @param size how many are there
     * @param all how many in all pieces
     * @param wanted how many are to be found in all pieces
     */
    static int of(long own, long size, long all, int wanted) {
        if (own == 0) {
            return LEAST;
        }
        double share = (double) own / all;
        double alone = NEEDED
                * Math.pow(Math.min(own, LARGE) / SMALL, GROWTH)
                * Math.pow(Math.max(own, LARGE) / LARGE, MERGED_GROWTH)
                * Math.pow((double) size / own, AMONG);
        int least = (int) Math.max(LEAST, Math.ceil(wanted * share));
        return (int) Math.clamp(Math.round(alone * (BASE + (1 - BASE) * share)), least, Math.max(least, MOST));
    }
}
