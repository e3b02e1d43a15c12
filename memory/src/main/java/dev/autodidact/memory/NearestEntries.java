package dev.autodidact.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ConjunctionUtils;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/**
 * Walks the graphs of all pieces of the index, each once and with the breadth that its size asks for. Lucene's own query
 * shares one breadth among the pieces, walks some of them again, and makes a set of what may be found for each; a piece that
 * is the asker's as a whole needs no such set here.
 */
final class NearestEntries {

    /** So few are compared one by one: among many others a walk may miss them all. */
    private static final int FEW = 500;

    /** Where all may be found the breadth alone bounds the visits; else as many as may be found are enough. */
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final Comparator<ScoreDoc> BEST_FIRST = (a, b) -> {
        int byScore = Float.compare(b.score, a.score);
        return byScore != 0 ? byScore : Integer.compare(a.doc, b.doc);
    };

    private final IndexSearcher searcher;
    private final Term owner;
    private final boolean all;
    private final Weight accepted;

    /**
     * A search in what one owner has.
     *
     * @param owner the field and name of the owner
     * @param within what of it may be found
     * @param all whether that is all the owner has
     */
    NearestEntries(IndexSearcher searcher, Term owner, Query within, boolean all) throws IOException {
        this.searcher = searcher;
        this.owner = owner;
        this.all = all;
        this.accepted = searcher.createWeight(searcher.rewrite(within), ScoreMode.COMPLETE_NO_SCORES, 1);
    }

    /**
     * The nearest ones, the nearest first.
     *
     * @param field where the vectors are
     * @param breadth how many a walk holds at a time, or 0 for what the pieces ask for
     * @param most how many are given at most
     */
    List<ScoreDoc> of(String field, float[] vector, int breadth, int most) throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        long[] own = new long[leaves.size()];
        long sum = 0;
        for (int i = 0; i < own.length; i++) {
            own[i] = leaves.get(i).reader().docFreq(owner);
            sum += own[i];
        }
        List<ScoreDoc> found = new ArrayList<>();
        for (int i = 0; i < own.length; i++) {
            if (own[i] > 0) {
                int held = breadth > 0
                        ? breadth
                        : SearchBreadth.of(own[i], leaves.get(i).reader().maxDoc(), sum, most);
                walk(leaves.get(i), own[i], field, vector, held, found);
            }
        }
        found.sort(BEST_FIRST);
        return found.size() > most ? found.subList(0, most) : found;
    }

    private void walk(LeafReaderContext leaf, long own, String field, float[] vector, int breadth, List<ScoreDoc> found)
            throws IOException {
        LeafReader reader = leaf.reader();
        boolean whole = all && own == reader.maxDoc();
        AcceptDocs accepted = whole
                ? AcceptDocs.fromLiveDocs(reader.getLiveDocs(), reader.maxDoc())
                : accepted(leaf, reader.getLiveDocs(), reader.maxDoc());
        int may = whole ? UNBOUNDED : accepted.cost();
        TopKnnCollector nearest = new TopKnnCollector(breadth, may);
        if (may > FEW) {
            reader.searchNearestVectors(field, vector, nearest, accepted);
        }
        if (may <= FEW || nearest.earlyTerminated()) {
            nearest = new TopKnnCollector(breadth, UNBOUNDED);
            compare(reader, field, vector, accepted, nearest);
        }
        for (ScoreDoc hit : nearest.topDocs().scoreDocs) {
            found.add(new ScoreDoc(leaf.docBase + hit.doc, hit.score));
        }
    }

    /** Looks at each one. */
    private static void compare(
            LeafReader reader, String field, float[] vector, AcceptDocs accepted, TopKnnCollector nearest)
            throws IOException {
        FloatVectorValues vectors = reader.getFloatVectorValues(field);
        VectorScorer scorer = vectors == null ? null : vectors.scorer(vector);
        if (scorer == null) {
            return;
        }
        DocIdSetIterator both = ConjunctionUtils.intersectIterators(List.of(accepted.iterator(), scorer.iterator()));
        for (int doc = both.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = both.nextDoc()) {
            nearest.collect(doc, scorer.score());
        }
    }

    private AcceptDocs accepted(LeafReaderContext leaf, Bits live, int size) {
        return AcceptDocs.fromIteratorSupplier(
                () -> {
                    Scorer scorer = accepted.scorer(leaf);
                    return scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
                },
                live,
                size);
    }
}
