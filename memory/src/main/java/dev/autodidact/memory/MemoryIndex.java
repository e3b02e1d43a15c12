package dev.autodidact.memory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.QueryBuilder;

/**
 * The search index: vectors in a graph (HNSW) and words (BM25) of all live entries of all agents, in one folder. It is made
 * from the database and says in each commit up to which revision; texts are not kept in it.
 *
 * @see <a href="https://arxiv.org/abs/1603.09320">HNSW</a>
 * @see <a href="https://plg.uwaterloo.ca/~gvcormac/cormacksigir09-rrf.pdf">reciprocal rank fusion</a>
 */
public final class MemoryIndex implements Closeable {

    /** Raised when what is written changes its form: an index of another form is made anew. */
    private static final String FORM = "2";

    private static final String ID = "id";
    private static final String TEXT = "text";
    private static final String VECTOR = "vector";
    private static final String KIND = "kind";
    private static final String SOURCE = "source";
    private static final String CONVERSATION = "conversation";
    private static final int RANK_CONSTANT = 60;
    private static final double RAM_BUFFER_MB = 64;

    private final FSDirectory directory;
    private final Analyzer analyzer = new EnglishAnalyzer();
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final String name;
    private volatile long applied;

    /**
     * Opens the index in a folder, or makes an empty one.
     *
     * @param name what it belongs to: database, embedding model; an index of another name is not opened
     * @throws StaleIndexException where it belongs to something else or has another form
     * @throws IOException where its files are damaged or missing, or the disk refuses
     */
    public MemoryIndex(Path folder, String name) throws IOException {
        this.name = FORM + " " + name;
        this.directory = FSDirectory.open(folder);
        IndexWriter opened = null;
        try {
            IndexWriterConfig config = new IndexWriterConfig(analyzer);
            config.setRAMBufferSizeMB(RAM_BUFFER_MB);
            config.setCommitOnClose(false);
            config.setMergeScheduler(merges());
            opened = new IndexWriter(directory, config);
            Map<String, String> said = new HashMap<>();
            if (opened.getLiveCommitData() != null) {
                opened.getLiveCommitData().forEach(data -> said.put(data.getKey(), data.getValue()));
            }
            if (!said.isEmpty() && !this.name.equals(said.get("name"))) {
                throw new StaleIndexException(
                        "the index belongs to '" + said.get("name") + "', not to '" + this.name + "'");
            }
            this.applied = Long.parseLong(said.getOrDefault("revision", "0"));
            this.searchers = new SearcherManager(opened, new ScopedSearchers());
            this.writer = opened;
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.rollback();
            }
            directory.close();
            throw e;
        }
    }

    /** An index that cannot be used since it is not of this database, model or form. */
    public static final class StaleIndexException extends IOException {
        StaleIndexException(String message) {
            super(message);
        }
    }

    /** One thread merges, and steps back: the chat beside it keeps its cores. */
    private static ConcurrentMergeScheduler merges() {
        ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler() {
            @Override
            protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
                Niceness.take(Niceness.INDEXING);
                super.doMerge(source, merge);
            }
        };
        scheduler.setMaxMergesAndThreads(6, 1);
        return scheduler;
    }

    /** The revision up to which changes are in it. */
    public long applied() {
        return applied;
    }

    /**
     * Adds an entry, or puts it in the place of its earlier form; seen by searches after {@link #show}.
     *
     * @param vector its vector, or null for one that is found by its words only
     */
    public void put(MemoryEntry entry, float[] vector) throws IOException {
        Document document = new Document();
        document.add(new StringField(ID, entry.id().toString(), Field.Store.NO));
        EntryNames.put(document, entry.id());
        document.add(new StringField(ScopedSearchers.SCOPE, scope(entry.agent()), Field.Store.NO));
        document.add(new StringField(KIND, entry.kind().name(), Field.Store.NO));
        if (entry.conversation() != null) {
            document.add(new StringField(CONVERSATION, entry.conversation(), Field.Store.NO));
        }
        if (entry.source() != null) {
            document.add(new StringField(SOURCE, MemoryText.sha256(entry.source()), Field.Store.NO));
        }
        document.add(new TextField(TEXT, entry.text(), Field.Store.NO));
        if (vector != null) {
            document.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
        }
        writer.updateDocument(new Term(ID, entry.id().toString()), document);
    }

    /** Takes an entry out. */
    public void remove(UUID id) throws IOException {
        writer.deleteDocuments(new Term(ID, id.toString()));
    }

    /** Shows searches all that was changed, up to this revision. */
    public void show(long revision) throws IOException {
        searchers.maybeRefreshBlocking();
        applied = revision;
    }

    /** Brings it to the disk. */
    public void commit() throws IOException {
        writer.setLiveCommitData(
                Map.of("name", name, "revision", Long.toString(applied)).entrySet());
        writer.commit();
    }

    /** Entries in it. */
    public int size() {
        return writer.getDocStats().numDocs;
    }

    /** An entry by id with its score. */
    public record Ranked(UUID id, double score) {}

    /**
     * Entries that mean or say what the query does: both searches, their ranks joined.
     *
     * @param vector what the embedding model made of the query
     * @param candidates how many each search gives
     */
    public List<Ranked> search(AgentKey agent, String query, float[] vector, int candidates, MemoryFilter filter)
            throws IOException {
        Map<UUID, Double> scores = new HashMap<>();
        rank(nearest(agent, vector, candidates, filter), scores);
        rank(worded(agent, query, candidates, filter), scores);
        return scores.entrySet().stream()
                .map(score -> new Ranked(score.getKey(), score.getValue()))
                .sorted((a, b) -> Double.compare(b.score(), a.score()))
                .toList();
    }

    /** Entries whose vectors are nearest, the nearest first. */
    public List<UUID> nearest(AgentKey agent, float[] vector, int candidates, MemoryFilter filter) throws IOException {
        return nearest(agent, vector, 0, candidates, filter);
    }

    /**
     * The same with a breadth of one's own.
     *
     * @param breadth how many entries the walk through each graph holds at a time: with more it misses less and takes
     *     longer; 0 for what the pieces of the index ask for
     */
    public List<UUID> nearest(AgentKey agent, float[] vector, int breadth, int candidates, MemoryFilter filter)
            throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            List<ScoreDoc> hits = new NearestEntries(searcher, owner(agent), within(agent, filter), filter.everything())
                    .of(VECTOR, vector, breadth, candidates);
            return EntryNames.of(hits, searcher.getIndexReader().leaves());
        } finally {
            searchers.release(searcher);
        }
    }

    /** Entries that hold words of the query, the best first. */
    List<UUID> worded(AgentKey agent, String query, int candidates, MemoryFilter filter) throws IOException {
        Query words = new QueryBuilder(analyzer).createBooleanQuery(TEXT, query);
        if (words == null) {
            return List.of();
        }
        return run(
                new BooleanQuery.Builder()
                        .add(words, Occur.MUST)
                        .add(within(agent, filter), Occur.FILTER)
                        .build(),
                candidates);
    }

    @Override
    public void close() throws IOException {
        try (directory;
                searchers) {
            writer.rollback();
        }
    }

    private static void rank(List<UUID> ids, Map<UUID, Double> scores) {
        for (int i = 0; i < ids.size(); i++) {
            scores.merge(ids.get(i), 1.0 / (RANK_CONSTANT + 1 + i), Double::sum);
        }
    }

    private List<UUID> run(Query query, int limit) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            List<ScoreDoc> hits = List.of(searcher.search(query, limit).scoreDocs);
            return EntryNames.of(hits, searcher.getIndexReader().leaves());
        } finally {
            searchers.release(searcher);
        }
    }

    private static Query within(AgentKey agent, MemoryFilter filter) {
        Query own = new TermQuery(owner(agent));
        if (filter.everything()) {
            return own;
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder().add(own, Occur.FILTER);
        if (filter.kind() != null) {
            all.add(new TermQuery(new Term(KIND, filter.kind().name())), Occur.FILTER);
        }
        if (filter.source() != null) {
            all.add(new TermQuery(new Term(SOURCE, MemoryText.sha256(filter.source()))), Occur.FILTER);
        }
        if (filter.conversation() != null) {
            all.add(new TermQuery(new Term(CONVERSATION, filter.conversation())), Occur.FILTER);
        }
        return all.build();
    }

    private static Term owner(AgentKey agent) {
        return new Term(ScopedSearchers.SCOPE, scope(agent));
    }

    private static String scope(AgentKey agent) {
        return agent.tenant() + "/" + agent.id();
    }

    /**
     * Reads all files once and compares their checksums.
     *
     * @throws CorruptIndexException where one is damaged
     */
    void verify() throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                if (leaf.reader() instanceof CodecReader reader) {
                    reader.checkIntegrity();
                }
            }
        } finally {
            searchers.release(searcher);
        }
    }

    /** The number of live documents that readers see. */
    int visible() throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return ((DirectoryReader) searcher.getIndexReader()).numDocs();
        } finally {
            searchers.release(searcher);
        }
    }
}
