package dev.autodidact.memory;

import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryCachingPolicy;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.TermQuery;

/**
 * Searchers that keep which entries are whose. Each search is within one agent's entries; to collect them anew for every
 * query takes longer, with many entries, than to search.
 */
final class ScopedSearchers extends SearcherFactory {

    /** The field that names an entry's owner. */
    static final String SCOPE = "scope";

    private static final int AGENTS = 1_000;
    private static final long BYTES = 64L << 20;

    /** Segments of fewer entries are not worth it. */
    private static final int SMALL = 1_000;

    private final LRUQueryCache cache =
            new LRUQueryCache(AGENTS, BYTES, leaf -> leaf.reader().maxDoc() >= SMALL, Float.POSITIVE_INFINITY);

    @Override
    public IndexSearcher newSearcher(IndexReader reader, IndexReader previous) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setQueryCache(cache);
        searcher.setQueryCachingPolicy(new OwnersOnly());
        return searcher;
    }

    private static final class OwnersOnly implements QueryCachingPolicy {

        @Override
        public void onUse(Query query) {
            // each is kept from its first use on
        }

        @Override
        public boolean shouldCache(Query query) {
            return query instanceof TermQuery term && term.getTerm().field().equals(SCOPE);
        }
    }
}
