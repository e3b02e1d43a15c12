package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The one platform thread that runs learning jobs, one after the other, and publishes what comes out. */
@ApplicationScoped
class LearningWorker {

    private static final Logger LOG = Logger.getLogger(LearningWorker.class);

    private final LearningJobs jobs;
    private final Ledger ledger;
    private final LearningEvents events;
    private final LearningJobRunner runner;
    private final Rebuilder rebuilder;
    private final Tidying tidying;
    private final AdapterStore store;
    private final AdapterInspection inspection;
    private final NodeWatch watch;
    private final LearningSettings settings;
    private final Path home;
    private final Semaphore work = new Semaphore(0);
    /** Held by the worker where it must not be interrupted although the runner runs. */
    private final ReentrantLock hands = new ReentrantLock();

    /** What the database said to a report inside the runner, which is not the training's fault; of the worker's thread. */
    private RuntimeException unreported;

    private volatile Thread thread;
    private boolean running;

    @Inject
    LearningWorker(
            LearningJobs jobs,
            Ledger ledger,
            LearningEvents events,
            LearningJobRunner runner,
            Rebuilder rebuilder,
            AdapterSweep sweep,
            AdapterStore store,
            AdapterInspection inspection,
            NodeWatch watch,
            LearningSettings settings,
            @ConfigProperty(name = "autodidact.home") String home) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.events = events;
        this.runner = runner;
        this.rebuilder = rebuilder;
        this.tidying = new Tidying(sweep, settings.sweepEvery());
        this.store = store;
        this.inspection = inspection;
        this.watch = watch;
        this.settings = settings;
        this.home = Path.of(home);
    }

    synchronized void start() {
        if (thread != null) {
            return;
        }
        String worker = NodeId.in(home);
        Thread working = Thread.ofPlatform().name("learning-worker").daemon().unstarted(() -> work(worker));
        thread = working;
        working.start();
        watch.keepBeating(worker, () -> working == thread);
    }

    /**
     * Ends the worker at its next report and waits for it: native code must not run on while the process goes down. It is
     * interrupted only inside the runner, never inside a call of the database, whose file an interrupt would close.
     */
    synchronized void stop() {
        Thread stopping = thread;
        if (stopping == null) {
            return;
        }
        hands.lock();
        try {
            thread = null;
            if (running) {
                stopping.interrupt();
            }
        } finally {
            hands.unlock();
        }
        wake();
        try {
            if (!stopping.join(settings.stopWait())) {
                LOG.warnf(
                        "the learning job in hand did not stop within %s; it runs again at the next start",
                        settings.stopWait());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void wake() {
        work.release();
    }

    /** Another node has erased versions: their files here go too. */
    void sweepSoon() {
        tidying.soon();
        wake();
    }

    private void work(String worker) {
        boolean recovered = false;
        tidying.soon();
        prepare();
        while (current()) {
            try {
                if (!recovered) {
                    store.removeParts();
                    watch.beat(worker);
                    jobs.recover(worker, settings.maxAttempts()).forEach(this::tellRecovered);
                    recovered = true;
                    tidying.run();
                }
                Optional<LearningTicket> next = jobs.claim(worker);
                if (next.isPresent()) {
                    run(next.get());
                } else {
                    List<LearningTicket> orphans = watch.takeOver(worker);
                    orphans.forEach(this::tellRecovered);
                    tidying.run();
                    if (orphans.isEmpty()) {
                        sleep(settings.poll());
                    }
                }
            } catch (InterruptedException e) {
                return;
            } catch (StaleAttemptException e) {
                LOG.warn(e.getMessage());
            } catch (Throwable e) {
                // The database or the disk refuses: nothing was acknowledged that is not stored. Try again, what was in
                // hand too. No Error ends the worker: nobody would notice that nothing is learned any more.
                recovered = false;
                if (current()) {
                    LOG.errorf(e, "the learning worker could not go on; it tries again in %s", settings.poll());
                    pause();
                }
            }
        }
    }

    private void prepare() {
        try {
            runner.prepare();
        } catch (RuntimeException e) {
            // The first job meets the same trouble and says so to its caller.
            LOG.errorf(e, "the trainer could not prepare itself");
        }
    }

    private void run(LearningTicket ticket) throws InterruptedException {
        events.tell(ticket);
        try {
            events.tell(
                    switch (ticket.kind()) {
                        case LEARN -> learn(ticket);
                        case REBUILD -> rebuilder.run(ticket, new Interruptible(), new Reporter(ticket));
                    });
            if (ticket.kind() == JobKind.REBUILD) {
                tidying.soon();
            }
        } catch (InterruptedException | StaleAttemptException e) {
            throw e;
        } catch (CancellationException e) {
            // a report outside of the runner met the stop: the job stays as it is and goes on at the next start
            throw new InterruptedException("stopped while job " + ticket.id() + " was in hand");
        } catch (VersionConflictException e) {
            // Somebody switched the agent's version meanwhile: train again from the new one.
            LOG.infof("job %s runs again: %s", ticket.id(), e.getMessage());
            events.tell(
                    ticket.attempt() >= settings.maxAttempts()
                            ? jobs.fail(ticket, e.getMessage() + "; given up after " + ticket.attempt() + " starts")
                            : jobs.again(ticket));
        } catch (IOException e) {
            LOG.errorf(e, "the adapter of job %s could not be read or written", ticket.id());
            events.tell(jobs.fail(ticket, "the adapter could not be read or written: " + e.getMessage()));
        } catch (BrokenTrainingException | UnfitAdapterException e) {
            LOG.errorf(
                    e,
                    "learning job %s of agent %s failed",
                    ticket.id(),
                    ticket.agent().id());
            events.tell(jobs.fail(ticket, e.getMessage()));
        } catch (Exception e) {
            // not the training's fault: the database refused, or the plan of a rebuild is impossible
            LOG.errorf(e, "learning job %s could not be carried through", ticket.id());
            events.tell(
                    ticket.attempt() >= settings.maxAttempts()
                            ? jobs.fail(ticket, BrokenTrainingException.reason(e))
                            : jobs.again(ticket));
        }
    }

    private LearningTicket learn(LearningTicket ticket) throws Exception {
        LearningJob job = new LearningJob(
                ticket.id(),
                ticket.agent(),
                jobs.item(ticket.item()),
                ledger.trainedInto(ticket.agent(), ticket.parent()),
                ticket.parent(),
                ledger.root(ticket.agent(), ticket.parent()),
                false,
                ticket.attempt());
        return switch (Verdict.on(job, new Interruptible(), new Reporter(ticket))) {
            case Verdict.Known known -> jobs.publish(ticket, known);
            case Verdict.Refused refused -> jobs.reject(ticket, refused.outcome());
            case Verdict.Trained trained ->
                jobs.publish(ticket, store.put(trained.outcome().adapter()), trained);
        };
    }

    /** The trainer, inside of which, and only there, this thread may be interrupted. */
    private final class Interruptible implements LearningJobRunner {
        @Override
        public LearningOutcome run(LearningJob job, LearningProgress progress) throws Exception {
            return train(job, progress);
        }

        @Override
        public boolean consolidates(long items) {
            return runner.consolidates(items);
        }

        @Override
        public List<Set<Integer>> replaced(LearningJob job) {
            // no report inside: it is short, and not interrupted
            return runner.replaced(job);
        }
    }

    private LearningOutcome train(LearningJob job, LearningProgress progress) throws Exception {
        LearningOutcome outcome;
        unreported = null;
        setRunning(true);
        try {
            outcome = runner.run(job, progress);
        } catch (Throwable e) {
            if (!current()) {
                throw new InterruptedException("stopped while job " + job.ticket() + " ran");
            }
            if (unreported != null) {
                throw unreported;
            }
            // also an Error: a job that breaks the engine must not take the queue with it
            throw new BrokenTrainingException(e);
        } finally {
            setRunning(false);
        }
        if (!current()) {
            throw new InterruptedException("stopped when job " + job.ticket() + " had just been trained");
        }
        if (outcome instanceof LearningOutcome.Accepted accepted) {
            inspection.check(accepted);
        }
        return outcome;
    }

    private void setRunning(boolean now) {
        hands.lock();
        try {
            running = now;
        } finally {
            hands.unlock();
        }
    }

    /** Passes progress on; the database hears of changes of state only. */
    private final class Reporter implements LearningProgress {

        private LearningTicket last;

        Reporter(LearningTicket ticket) {
            this.last = ticket;
        }

        @Override
        public void report(LearningState state, double fraction, String note) {
            hands.lock();
            try {
                if (!current()) {
                    throw new CancellationException("the worker stops");
                }
                if (state != last.state()) {
                    last = jobs.state(last, state);
                }
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException e) {
                unreported = e;
                throw e;
            } finally {
                hands.unlock();
            }
            last = last.at(Math.clamp(fraction, 0, 1), note);
            events.tell(last);
        }
    }

    private void tellRecovered(LearningTicket ticket) {
        LOG.infof(
                "learning job %s was running when the process ended: now %s",
                ticket.id(), ticket.state().wire());
        events.tell(ticket);
    }

    private boolean current() {
        return Thread.currentThread() == thread;
    }

    private void sleep(Duration wait) throws InterruptedException {
        if (work.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            work.drainPermits();
        }
    }

    private void pause() {
        try {
            Thread.sleep(settings.poll());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
