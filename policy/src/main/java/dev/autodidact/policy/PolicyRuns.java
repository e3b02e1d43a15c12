package dev.autodidact.policy;

import dev.autodidact.model.EngineThread;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.sft.AdapterStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Starts and follows runs of the outer loop. One thread works, run after run; it lives only while there is one. What a crash
 * interrupts goes on from the last round at the next start.
 */
@ApplicationScoped
public class PolicyRuns {
    private static final Logger LOG = Logger.getLogger(PolicyRuns.class);
    private static final int MOST_WAITING = 16;

    private final RunTable table;
    private final Supplier<LanguageModel> model;
    private final AdapterStore store;
    private final Supplier<Map<String, Double>> judgements;
    private Thread thread;
    private volatile boolean stopping;

    @Inject
    PolicyRuns(RunTable table, Instance<LanguageModel> model, AdapterStore adapters, FeedbackTable feedback) {
        this(table, model::get, adapters.beside(PolicyVersions.FOLDER), feedback::byForm);
    }

    /** Runs on a model, with policies in files under {@code <home>/policy}. */
    public PolicyRuns(RunTable table, Supplier<LanguageModel> model, Path home) {
        this(table, model, new AdapterStore(home).beside(PolicyVersions.FOLDER), Map::of);
    }

    private PolicyRuns(
            RunTable table,
            Supplier<LanguageModel> model,
            AdapterStore store,
            Supplier<Map<String, Double>> judgements) {
        this.judgements = judgements;
        this.table = table;
        this.model = model;
        this.store = store;
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

    /** Goes on with what waits or was interrupted. */
    public synchronized void wake() {
        if (thread == null && !stopping && table.next().isPresent()) {
            thread = Thread.ofPlatform().name("policy-worker").daemon().start(this::work);
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
        Thread working;
        synchronized (this) {
            working = thread;
        }
        if (working != null) {
            working.join(java.time.Duration.ofSeconds(20));
        }
    }

    private void work() {
        EngineThread.background();
        EngineThread.use(1);
        while (true) {
            Optional<PolicyRun> next;
            synchronized (this) {
                next = stopping ? Optional.empty() : table.next();
                if (next.isEmpty()) {
                    thread = null;
                    return;
                }
            }
            run(next.get());
        }
    }

    private void run(PolicyRun run) {
        try {
            new RunCourse(model.get(), table, store, run.settings().seed(), () -> check(run.id())).go(run);
        } catch (EndedRunException e) {
            if (!stopping) {
                table.end(run, RunState.CANCELLED, null, "cancelled by request");
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "policy run %s failed", run.id());
            table.end(run, RunState.FAILED, null, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void check(UUID id) {
        if (stopping || table.get(id).cancel()) {
            throw new EndedRunException();
        }
    }
}
