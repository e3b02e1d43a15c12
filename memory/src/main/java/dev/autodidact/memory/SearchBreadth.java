package dev.autodidact.memory;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;

/**
 * How many entries a walk through the graphs holds at a time: with more it misses less and takes longer. An index is made of
 * pieces with a graph each, and what is needed hangs on the largest piece: one piece of 100,000 entries found .76 of the ten
 * nearest with a breadth of 50, four pieces of a quarter each .96. The numbers are fitted to what was measured for .95 with
 * 10,000 and 100,000 entries in one piece, 100,000 in four and 300,000 in about ten (LOG.md).
 */
final class SearchBreadth {

    static final int LEAST = 50;

    /** Beyond this a search would take longer than to embed its query. */
    static final int MOST = 4_000;

    private static final double FEW = 10_000;
    private static final double GROWTH = 0.88;

    /** The part of it that a piece needs however small its share of the ten nearest is. */
    private static final double BASE = 0.3;

    /** Lucene gives a piece with share p of the entries kp + 16 sqrt(kp(1 - p)) of the breadth k. */
    private static final double LAMBDA = 16;

    private SearchBreadth() {}

    /** The breadth for entries with this term. */
    static int of(IndexReader reader, Term owner) throws IOException {
        long largest = 0;
        long all = 0;
        for (LeafReaderContext leaf : reader.leaves()) {
            long own = leaf.reader().docFreq(owner);
            largest = Math.max(largest, own);
            all += own;
        }
        return of(largest, all);
    }

    /**
     * The breadth for some pieces.
     *
     * @param largest entries of the largest piece
     * @param all entries of all pieces
     */
    static int of(long largest, long all) {
        if (largest == 0) {
            return LEAST;
        }
        double share = (double) largest / all;
        double needed = LEAST * Math.pow(largest / FEW, GROWTH) * (BASE + (1 - BASE) * share);
        double spread = LAMBDA * Math.sqrt(1 - share);
        double root = (Math.sqrt(spread * spread + 4 * needed) - spread) / 2;
        return (int) Math.clamp(Math.round(root * root / share), LEAST, MOST);
    }
}
