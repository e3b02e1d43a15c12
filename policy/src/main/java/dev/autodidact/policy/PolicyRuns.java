package dev.autodidact.policy;

import dev.autodidact.memory.DatabaseException;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.NodeId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Starts and follows runs of the outer loop. One thread works, run after run; it lives only while there is one. Of several
 * nodes on one database exactly one works at a run. What a crash interrupts goes on from the last round: at the node's next
 * start, or at another node once nothing has been heard of the first for {@value RunTable#DEAD_SECONDS} seconds.
 */
@ApplicationScoped
public class PolicyRuns {
    private static final Logger LOG = Logger.getLogger(PolicyRuns.class);
    private static final int MOST_WAITING = 16;
    private static final Duration BEAT = Duration.ofSeconds(RunTable.DEAD_SECONDS / 4);

    private final RunTable table;
    private final Supplier<LanguageModel> model;
    private final AdapterStore store;
    private final Supplier<Map<String, Double>> judgements;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private String worker;
    private Thread thread;
    private volatile boolean stopping;

    private final Path home;

    @Inject
    PolicyRuns(
            RunTable table,
            Instance<LanguageModel> model,
            AdapterStore adapters,
            FeedbackTable feedback,
            @ConfigProperty(name = "autodidact.home") String home) {
        this(table, model::get, adapters.beside(PolicyVersions.FOLDER), feedback::byForm, Path.of(home));
    }

    /** Runs on a model, with policies in files under {@code <home>/policy}. */
    public PolicyRuns(RunTable table, Supplier<LanguageModel> model, Path home) {
        this(table, model, new AdapterStore(home).beside(PolicyVersions.FOLDER), Map::of, home);
    }

    private PolicyRuns(
            RunTable table,
            Supplier<LanguageModel> model,
            AdapterStore store,
            Supplier<Map<String, Double>> judgements,
            Path home) {
        this.judgements = judgements;
        this.table = table;
        this.model = model;
        this.store = store;
        this.home = home;
    }

    /**
     * Stores a run and starts it, or lets it wait for the one before.
     *
     * @throws IllegalArgumentException naming the value and the bound
     */
    public PolicyRun start(RunSettings settings) {
        RunSettings full = settings.complete();
        long waiting = table.last(MOST_WAITING * 4).stream()
                .filter(r -> !r.state().isFinal())
                .count();
        if (waiting >= MOST_WAITING) {
            throw new IllegalArgumentException(waiting + " runs wait already, at most " + MOST_WAITING + " may");
        }
        UUID id = table.add(full, model.get().hash(), full.feedback() > 0 ? judgements.get() : Map.of());
        wake();
        return table.get(id);
    }

    /** Goes on with what waits, was interrupted, or was left by a node that is dead. */
    public synchronized void wake() {
        if (thread == null && !stopping && table.free(worker())) {
            thread = Thread.ofPlatform().name("policy-worker").daemon().start(this::work);
        }
    }

    /** Goes on now, and from time to time looks for what other nodes have left, until it is stopped. */
    public void keepLooking() {
        wake();
        Thread.ofPlatform().name("policy-watch").daemon().start(() -> {
            while (!over(stopped, BEAT)) {
                try {
                    wake();
                } catch (RuntimeException e) {
                    LOG.debugf(e, "the database does not say which policy runs wait");
                }
            }
        });
    }

    private synchronized String worker() {
        if (worker == null) {
            worker = NodeId.in(home);
        }
        return worker;
    }

    /** Waits for the latch; an interrupt counts as its end. */
    private static boolean over(CountDownLatch latch, Duration most) {
        try {
            return latch.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Asks a run to end; it does so at its next piece of work. One that has ended stays as it is. */
    public PolicyRun cancel(UUID id) {
        table.get(id);
        table.askToEnd(id);
        wake();
        return table.get(id);
    }

    /** Ends the thread at its next piece of work; the run goes on at the next start. */
    public void stop() throws InterruptedException {
        stopping = true;
        stopped.countDown();
        Thread working;
        synchronized (this) {
            working = thread;
        }
        if (working != null) {
            working.join(Duration.ofSeconds(20));
        }
    }

    private void work() {
        EngineThread.background();
        EngineThread.use(1);
        while (true) {
            try {
                Optional<PolicyRun> next;
                synchronized (this) {
                    next = stopping ? Optional.empty() : table.claim(worker());
                    if (next.isEmpty()) {
                        thread = null;
                        return;
                    }
                }
                run(next.get());
            } catch (LostRunException e) {
                LOG.warn(e.getMessage());
            } catch (RuntimeException e) {
                LOG.errorf(e, "the policy worker could not go on; it tries again in %s", BEAT);
                over(stopped, BEAT);
            }
        }
    }

    private void run(PolicyRun run) {
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofPlatform().name("policy-pulse").daemon().start(() -> beat(run, done));
        try {
            new RunCourse(model.get(), table, store, run.settings().seed(), () -> check(run)).go(run);
        } catch (EndedRunException e) {
            if (stopping) {
                table.release(run);
            } else {
                table.end(run, RunState.CANCELLED, null, "cancelled by request");
            }
        } catch (LostRunException | DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.errorf(e, "policy run %s failed", run.id());
            table.end(run, RunState.FAILED, null, e.getMessage() == null ? e.toString() : e.getMessage());
        } finally {
            done.countDown();
        }
    }

    private void beat(PolicyRun run, CountDownLatch done) {
        while (!over(done, BEAT)) {
            try {
                table.beat(run);
            } catch (LostRunException e) {
                return;
            } catch (RuntimeException e) {
                LOG.debugf(e, "the database does not hear that policy run %s goes on", run.id());
            }
        }
    }

    private void check(PolicyRun run) {
        PolicyRun now = table.get(run.id());
        if (now.attempt() != run.attempt()) {
            throw new LostRunException(run.id(), run.attempt());
        }
        if (stopping || now.cancel()) {
            throw new EndedRunException();
        }
    }
}
