package dev.autodidact.memory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Keeps the search index in step with the database: one thread that reads what was changed after the index's revision,
 * embeds it, and shows it. A lost or damaged index is an index of revision 0: it is made again the same way.
 */
@ApplicationScoped
public class IndexFollower {

    private static final Logger LOG = Logger.getLogger(IndexFollower.class);
    private static final int BATCH = 256;
    /** Without a stored vector an entry takes ms: where somebody waits or looks how far it is, the next comes soon. */
    private static final int EMBED_WATCHED = 8;

    private static final int EMBED_BATCH = 32;

    /** How long changes are gathered where no search waits: many at once take fewer transactions. */
    private static final long GATHER_MS = 250;

    /** With more than this to take in a search does not wait for the end, and the state says how far it is. */
    private static final int REBUILD = 1_000;

    private static final long SAY_NS = 5_000_000_000L;

    private final Database database;
    private final TextEmbedder embedder;
    private final EntryVectors vectors;
    private final MemorySettings settings;
    private final IndexFolder folder;
    private final Semaphore work = new Semaphore(0);
    private final Object applied = new Object();

    private volatile MemoryIndex index;
    private volatile MemoryIndex damaged;
    private volatile Thread thread;
    private volatile IndexStatus status = new IndexStatus(IndexStatus.State.CLOSED, 0, 0, 0, 0, null);
    /** What some search waits for. */
    private volatile long wanted;
    /** What was put into the index; searches see it once it is shown. */
    private long taken;

    private long shownNs;
    private long rebuildTo;
    private long saidNs;
    private long lastCommitNs;
    private boolean uncommitted;

    @Inject
    IndexFollower(
            Database database,
            TextEmbedder embedder,
            MemorySettings settings,
            @ConfigProperty(name = "autodidact.home") String home) {
        this(database, embedder, settings, Path.of(home));
    }

    /** A follower with its index under {@code <home>/memory-index}. */
    public IndexFollower(Database database, TextEmbedder embedder, MemorySettings settings, Path home) {
        this.database = database;
        this.embedder = embedder;
        this.vectors = new EntryVectors(database, embedder);
        this.settings = settings;
        this.folder = new IndexFolder(home.resolve("memory-index"));
    }

    /** Starts to follow; returns at once. */
    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().name("memory-index").daemon().unstarted(this::follow);
            thread.start();
        }
    }

    /** Stops, and brings the index to the disk. The thread is not interrupted: that would close the index's files. */
    public synchronized void stop() {
        Thread stopping = thread;
        if (stopping == null) {
            return;
        }
        thread = null;
        wake();
        try {
            if (!stopping.join(Duration.ofSeconds(20))) {
                LOG.warn("the memory index did not stop in time; it is brought up to date at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks for changes now. */
    public void wake() {
        work.release();
    }

    /** How far it has come. */
    public IndexStatus status() {
        return status;
    }

    /**
     * The index once it holds this revision, or as it is when the wait is over.
     *
     * @throws IllegalStateException where there is none yet
     */
    MemoryIndex at(long revision, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        synchronized (applied) {
            wanted = Math.max(wanted, revision);
            applied.notifyAll();
            while (index == null || index.applied() < revision && status.state() != IndexStatus.State.REBUILDING) {
                long leftMs = (end - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0) {
                    break;
                }
                work.release();
                try {
                    applied.wait(leftMs);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        if (index == null) {
            throw new IllegalStateException("the memory index cannot be opened: " + status.problem());
        }
        return index;
    }

    /** A search found the index broken: it is made anew. */
    void broken(MemoryIndex which, Throwable why) {
        LOG.errorf(why, "the memory index is damaged; it is made anew from the database");
        damaged = which;
        wake();
    }

    /** Only the thread that writes the index closes it: its files must be free before another one takes their place. */
    private void abandon(MemoryIndex which) throws IOException {
        damaged = null;
        if (which != index) {
            return;
        }
        index = null;
        try {
            which.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("closing the damaged index failed", e);
        }
        folder.delete();
    }

    private void follow() {
        while (current()) {
            try {
                if (damaged != null) {
                    abandon(damaged);
                }
                if (index == null) {
                    open();
                }
                if (!step()) {
                    commitIfDue(settings.commit());
                    rest(settings.poll());
                }
            } catch (IOException e) {
                if (current()) {
                    if (index != null) {
                        broken(index, e);
                    }
                    stuck(e);
                }
            } catch (RuntimeException e) {
                if (current()) {
                    stuck(e);
                }
            }
        }
        close();
    }

    /** Opens the index; one that is damaged or of another database is deleted. */
    private void open() throws IOException {
        MemoryTable.Clock clock = database.run(MemoryTable::clock);
        MemoryIndex opened = folder.open(clock.store() + " " + embedder.id(), clock.revision());
        if (opened.applied() == 0 && clock.revision() > REBUILD) {
            LOG.infof("the memory index is made from the database, up to revision %d", clock.revision());
            rebuildTo = clock.revision();
        }
        synchronized (applied) {
            index = opened;
            taken = opened.applied();
            tell(opened, clock.revision());
            applied.notifyAll();
        }
    }

    /** Takes in some changes; false where there are no more for now. */
    private boolean step() throws IOException {
        MemoryIndex into = index;
        if (into == null) {
            return true;
        }
        long from = taken;
        // the clock first: what it has reached was committed before, so the changes read after it are all up to there
        long clock = database.run(MemoryTable::clock).revision();
        List<MemoryTable.Change> changes =
                database.run(connection -> MemoryTable.changes(connection, from, BATCH, embedder.id()));
        List<MemoryTable.Change> ready = changes.isEmpty() ? changes : vectors.complete(changes, embedBatch());
        for (MemoryTable.Change change : ready) {
            if (change.entry().live()) {
                into.put(change.entry(), change.vector());
            } else {
                into.remove(change.entry().id());
            }
            taken = change.revision();
        }
        boolean all = ready.size() == changes.size() && changes.size() < BATCH;
        if (all) {
            taken = Math.max(taken, clock);
        }
        uncommitted |= !ready.isEmpty();
        show(into, clock);
        commitIfDue(settings.commit());
        return !all;
    }

    private int embedBatch() {
        return awaited() || rebuildTo > taken ? EMBED_WATCHED : EMBED_BATCH;
    }

    /** Whether a search waits for what is not yet shown. */
    private boolean awaited() {
        MemoryIndex now = index;
        return now == null || wanted > now.applied();
    }

    /**
     * Shows what was taken in where a search waits for it, and every now and then: each time makes a piece of the index, and
     * many small pieces cost more to merge than all else.
     */
    private void show(MemoryIndex into, long clock) throws IOException {
        boolean waited = wanted > into.applied() && wanted <= taken;
        boolean due = System.nanoTime() - shownNs >= settings.poll().toNanos();
        synchronized (applied) {
            if (taken > into.applied() && (waited || due)) {
                into.show(taken);
                shownNs = System.nanoTime();
            }
            if (taken >= clock && rebuildTo > 0) {
                LOG.infof("the memory index is whole again: %d entries", into.size());
                rebuildTo = 0;
            }
            tell(into, Math.max(taken, clock));
            applied.notifyAll();
        }
    }

    private void commitIfDue(Duration every) throws IOException {
        MemoryIndex now = index;
        if (uncommitted && now != null && System.nanoTime() - lastCommitNs >= every.toNanos()) {
            now.commit();
            uncommitted = false;
            lastCommitNs = System.nanoTime();
        }
    }

    private void tell(MemoryIndex of, long latest) {
        boolean rebuilding = rebuildTo > taken;
        if (rebuilding && System.nanoTime() - saidNs > SAY_NS) {
            saidNs = System.nanoTime();
            LOG.infof("the memory index is being made: %d of %d changes", taken, rebuildTo);
        }
        status = new IndexStatus(
                rebuilding ? IndexStatus.State.REBUILDING : IndexStatus.State.READY,
                of.applied(),
                latest,
                of.size(),
                rebuilding ? (double) taken / rebuildTo : 1,
                null);
    }

    private void stuck(Exception why) {
        String problem = Objects.toString(why.getMessage(), why.toString());
        if (!problem.equals(status.problem())) {
            LOG.errorf(why, "the memory index cannot go on; it tries again every %s", settings.poll());
        }
        status = new IndexStatus(
                IndexStatus.State.STUCK, status.applied(), status.latest(), status.entries(), status.done(), problem);
        rest(settings.poll());
    }

    private void rest(Duration wait) {
        try {
            if (work.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                gather();
                work.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("the memory index was interrupted", e);
        }
    }

    /** More may come soon. A search that waits, and the end, are not kept waiting. */
    private void gather() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MS);
        synchronized (applied) {
            while (current() && !awaited() && damaged == null && end - System.nanoTime() > 0) {
                applied.wait(GATHER_MS);
            }
        }
    }

    private boolean current() {
        return Thread.currentThread() == thread;
    }

    private void close() {
        MemoryIndex closing = index;
        index = null;
        if (closing == null) {
            return;
        }
        try (closing) {
            closing.commit();
        } catch (IOException | RuntimeException e) {
            LOG.warnf(
                    e, "the memory index could not be brought to the disk; it is brought up to date at the next start");
        }
        status = new IndexStatus(IndexStatus.State.CLOSED, status.applied(), status.latest(), 0, 0, null);
    }
}
