package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The way from a teaching to a ticket: bounded and persistent. What is accepted is in the database before the call returns
 * and is worked off by one worker, also after a restart.
 */
@ApplicationScoped
public class LearningQueue {

    private final LearningJobs jobs;
    private final Retractions retractions;
    private final LearningEvents events;
    private final LearningWorker worker;
    private final LearningSettings settings;
    private final ReentrantLock door = new ReentrantLock();

    LearningQueue(
            LearningJobs jobs,
            Retractions retractions,
            LearningEvents events,
            LearningWorker worker,
            LearningSettings settings) {
        this.jobs = jobs;
        this.retractions = retractions;
        this.events = events;
        this.worker = worker;
        this.settings = settings;
    }

    /**
     * Accepts a teaching.
     *
     * @return its ticket; for an idempotency key that is known the ticket it has
     * @throws InvalidTeachingException outside the bounds
     * @throws UnknownAgentException where there is no such agent
     * @throws QueueFullException where too many jobs wait; nothing is stored
     */
    public LearningTicket submit(Teaching teaching) {
        TeachingBounds.check(teaching);
        LearningTicket ticket;
        // One at a time: the count and the insert belong together.
        door.lock();
        try {
            ticket = jobs.accept(teaching, settings.queueCapacity(), settings.retryAfterSeconds());
        } finally {
            door.unlock();
        }
        worker.wake();
        return ticket;
    }

    /**
     * Takes an item back: its weights are made again without it, its rows and its source are wiped. Asked again it gives the
     * same ticket.
     *
     * @return the ticket, at its end already where no weights hold the item
     * @throws UnknownAgentException where there is no such agent
     * @throws UnknownItemException where the agent's ledger has no such item
     */
    public LearningTicket retract(AgentKey agent, UUID item) {
        Retractions.Begun begun = retractions.begin(agent, item);
        begun.ended().forEach(events::tell);
        worker.wake();
        return begun.ticket();
    }

    /** A job as it stands, with the progress of this process's worker. */
    public Optional<LearningTicket> find(UUID ticket) {
        return events.running(ticket).or(() -> jobs.find(ticket));
    }

    /** A job as it stands, if it is one of this tenant's. */
    public Optional<LearningTicket> find(String tenant, UUID ticket) {
        return find(ticket).filter(found -> found.agent().tenant().equals(tenant));
    }

    /** Calls the listener at each change of the job until it is closed. The listener must not block. */
    public AutoCloseable listen(UUID ticket, Consumer<LearningTicket> listener) {
        return events.listen(ticket, listener);
    }

    /**
     * Waits for a job's end, but not longer than said.
     *
     * @param listener is called at each change meanwhile
     * @return the job as it stands then
     */
    public LearningTicket await(UUID ticket, Duration wait, Consumer<LearningTicket> listener)
            throws InterruptedException {
        CompletableFuture<LearningTicket> end = new CompletableFuture<>();
        try (AutoCloseable listening = listen(ticket, change -> {
            listener.accept(change);
            if (change.state().isFinal()) {
                end.complete(change);
            }
        })) {
            LearningTicket now = find(ticket).orElseThrow();
            if (now.state().isFinal()) {
                return now;
            }
            return end.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return find(ticket).orElseThrow();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (ExecutionException e) {
            throw new AssertionError("the wait for job " + ticket + " is never completed with an error", e);
        } catch (Exception e) {
            throw new IllegalStateException("closing the listener of job " + ticket + " failed", e);
        }
    }

    /** Starts the worker; jobs that were running when the process died run again. */
    public void start() {
        worker.start();
    }

    /** Stops the worker; a job in hand runs again at the next start. */
    public void stop() {
        worker.stop();
    }
}
