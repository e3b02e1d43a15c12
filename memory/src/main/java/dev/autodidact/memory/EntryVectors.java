package dev.autodidact.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Vectors for the index. They are made on a thread of their own that steps back: a text takes as long as all else of a note,
 * and nobody waits for it unless he searches. A single text that the embedding model cannot read must not keep all others out
 * of the index.
 */
final class EntryVectors {

    private static final Logger LOG = Logger.getLogger(EntryVectors.class);

    /** Whoever cannot read this is broken himself. */
    private static final String PLAIN = "A plain sentence.";

    private static final long IDLE_S = 30;

    private final Database database;
    private final TextEmbedder embedder;
    /** One thread that ends when it has nothing to do. It starts no others, so that none takes over its niceness. */
    private final ThreadPoolExecutor thread;

    EntryVectors(Database database, TextEmbedder embedder) {
        this.database = database;
        this.embedder = embedder;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_S,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform().name("memory-vectors").daemon().unstarted(() -> {
                    Niceness.take(Niceness.INDEXING);
                    work.run();
                }));
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * The changes from the first on that have their vectors; what is embedded here is kept in the database. A live entry
     * whose text cannot be read is left without one and is found by its words only.
     *
     * @param most how many may be embedded
     * @throws RuntimeException as the model says it, where it reads nothing at all
     */
    List<MemoryTable.Change> complete(List<MemoryTable.Change> changes, int most) {
        List<MemoryTable.Change> ready = new ArrayList<>();
        List<MemoryTable.Change> without = new ArrayList<>();
        for (MemoryTable.Change change : changes) {
            boolean needs = change.entry().live() && change.vector() == null;
            if (needs && without.size() == most) {
                break;
            }
            if (needs) {
                without.add(change);
            }
            ready.add(change);
        }
        if (without.isEmpty()) {
            return ready;
        }
        List<float[]> vectors =
                made(without.stream().map(change -> change.entry().text()).toList());
        List<MemoryTable.Change> made = new ArrayList<>();
        for (int i = 0; i < without.size(); i++) {
            MemoryTable.Change change = without.get(i);
            made.add(new MemoryTable.Change(change.revision(), change.entry(), vectors.get(i)));
        }
        database.run(connection -> {
            MemoryTable.keep(connection, embedder.id(), made);
            return null;
        });
        for (MemoryTable.Change change : made) {
            ready.replaceAll(old -> old.revision() == change.revision() ? change : old);
        }
        return ready;
    }

    private List<float[]> made(List<String> texts) {
        try {
            return CompletableFuture.supplyAsync(() -> of(embedder, texts), thread)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static List<float[]> of(TextEmbedder embedder, List<String> texts) {
        try {
            return embedder.embed(texts);
        } catch (RuntimeException e) {
            embedder.embed(PLAIN);
            LOG.debug("a batch of texts cannot be embedded as a whole", e);
        }
        List<float[]> vectors = new ArrayList<>();
        for (String text : texts) {
            vectors.add(alone(embedder, text));
        }
        return vectors;
    }

    private static float[] alone(TextEmbedder embedder, String text) {
        try {
            return embedder.embed(text);
        } catch (RuntimeException e) {
            LOG.warnf(e, "a text of %d characters cannot be embedded; it is found by its words only", text.length());
            return null;
        }
    }
}
