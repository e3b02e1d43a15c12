package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
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
    private final AdapterStore store;
    private final LearningSettings settings;
    private final Path home;
    private final Semaphore work = new Semaphore(0);
    /** Held by the worker where it must not be interrupted although the runner runs. */
    private final ReentrantLock hands = new ReentrantLock();

    private volatile Thread thread;
    private boolean running;

    @Inject
    LearningWorker(
            LearningJobs jobs,
            Ledger ledger,
            LearningEvents events,
            LearningJobRunner runner,
            AdapterStore store,
            LearningSettings settings,
            @ConfigProperty(name = "autodidact.home") String home) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.events = events;
        this.runner = runner;
        this.store = store;
        this.settings = settings;
        this.home = Path.of(home);
    }

    synchronized void start() {
        if (thread != null) {
            return;
        }
        String worker = nodeId();
        thread = Thread.ofPlatform().name("learning-worker").daemon().unstarted(() -> work(worker));
        thread.start();
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

    private void work(String worker) {
        boolean recovered = false;
        prepare();
        while (current()) {
            try {
                if (!recovered) {
                    store.removeParts();
                    jobs.recover(worker, settings.maxAttempts()).forEach(this::tellRecovered);
                    recovered = true;
                }
                Optional<LearningTicket> next = jobs.claim(worker);
                if (next.isPresent()) {
                    run(next.get());
                } else {
                    sleep(settings.poll());
                }
            } catch (InterruptedException e) {
                return;
            } catch (StaleAttemptException e) {
                LOG.warn(e.getMessage());
            } catch (Exception e) {
                // The database or the disk refuses: nothing was acknowledged that is not stored. Try again.
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
        LearningOutcome outcome;
        try {
            LedgerItem item = jobs.item(ticket.item());
            LearningJob job = new LearningJob(
                    ticket.id(),
                    ticket.agent(),
                    item,
                    ledger.learnedBy(ticket.agent(), ticket.parent()),
                    ticket.parent(),
                    ticket.attempt());
            setRunning(true);
            try {
                outcome = runner.run(job, new Reporter(ticket));
            } finally {
                setRunning(false);
            }
        } catch (InterruptedException | StaleAttemptException e) {
            throw e;
        } catch (Exception | OutOfMemoryError | AssertionError e) {
            if (!current()) {
                throw new InterruptedException("stopped while job " + ticket.id() + " ran");
            }
            LOG.errorf(
                    e,
                    "learning job %s of agent %s failed",
                    ticket.id(),
                    ticket.agent().id());
            events.tell(jobs.fail(ticket, e.getMessage() == null ? e.toString() : e.getMessage()));
            return;
        }
        if (!current()) {
            throw new InterruptedException("stopped when job " + ticket.id() + " had just ended");
        }
        settle(ticket, outcome);
    }

    private void setRunning(boolean now) {
        hands.lock();
        try {
            running = now;
        } finally {
            hands.unlock();
        }
    }

    private void settle(LearningTicket ticket, LearningOutcome outcome) {
        switch (outcome) {
            case LearningOutcome.Refused refused -> events.tell(jobs.reject(ticket, refused));
            case LearningOutcome.Accepted accepted -> publish(ticket, accepted);
        }
    }

    private void publish(LearningTicket ticket, LearningOutcome.Accepted accepted) {
        try {
            String version = store.put(accepted.adapter());
            events.tell(jobs.publish(ticket, version, accepted));
        } catch (VersionConflictException e) {
            // Somebody switched the agent's version meanwhile: train again from the new one.
            LOG.infof("job %s trains again: %s", ticket.id(), e.getMessage());
            if (ticket.attempt() >= settings.maxAttempts()) {
                events.tell(jobs.fail(ticket, e.getMessage() + "; given up after " + ticket.attempt() + " starts"));
            } else {
                events.tell(jobs.state(ticket, LearningState.QUEUED));
            }
        } catch (IOException e) {
            LOG.errorf(e, "the adapter of job %s could not be written", ticket.id());
            events.tell(jobs.fail(ticket, "the adapter could not be written: " + e.getMessage()));
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

    /** This installation's name among the nodes that share a database: made once and kept in the data folder. */
    private String nodeId() {
        Path file = home.resolve("node-id");
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            Files.createDirectories(home);
            String id = UUID.randomUUID().toString();
            Files.writeString(file, id);
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + home + " cannot be written", e);
        }
    }
}
