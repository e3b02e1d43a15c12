package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.NodeExchange;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The way from a teaching to a ticket: bounded and persistent. What is accepted is in the database before the call returns
 * and is worked off by one worker, also after a restart.
 */
@ApplicationScoped
public class LearningQueue {

    /** The topic on which nodes tell each other that there is something to do. */
    static final String TOPIC = "learning";

    /** The topic on which nodes tell each other that versions were erased. */
    static final String ERASED = "erased";

    private static final long LOOK_MS = 500;

    private final LearningJobs jobs;
    private final Retractions retractions;
    private final LearningEvents events;
    private final LearningWorker worker;
    private final LearningSettings settings;
    private final NodeExchange exchange;
    private final AtomicBoolean listening = new AtomicBoolean();
    private final ReentrantLock door = new ReentrantLock();

    LearningQueue(
            LearningJobs jobs,
            Retractions retractions,
            LearningEvents events,
            LearningWorker worker,
            LearningSettings settings,
            NodeExchange exchange) {
        this.jobs = jobs;
        this.retractions = retractions;
        this.events = events;
        this.worker = worker;
        this.settings = settings;
        this.exchange = exchange;
    }

    /**
     * Accepts a teaching.
     *
     * @return its ticket; for an idempotency key that is known the ticket it has
     * @throws InvalidTeachingException outside the bounds
     * @throws UnknownAgentException where there is no such agent
     * @throws ReusedKeyException where the idempotency key is known of other rows
     * @throws QueueFullException where too many jobs wait; nothing is stored
     */
    public LearningTicket submit(Teaching teaching) {
        TeachingBounds.check(teaching);
        return admit((capacity, retrySeconds) -> jobs.accept(teaching, capacity, retrySeconds));
    }

    /** Puts something into the queue, in one transaction that knows its bounds. */
    interface Admission<T> {
        T accept(int capacity, int retryAfterSeconds);
    }

    <T> T admit(Admission<T> admission) {
        T accepted;
        // One at a time: the count and the insert belong together.
        door.lock();
        try {
            accepted = admission.accept(settings.queueCapacity(), settings.retryAfterSeconds());
        } finally {
            door.unlock();
        }
        wake();
        return accepted;
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
        wake();
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

    /** How many jobs of all agents are in each state. */
    public Map<LearningState, Long> counts() {
        return jobs.counts();
    }

    /** Calls the listener at each change of the job until it is closed. The listener must not block. */
    public AutoCloseable listen(UUID ticket, Consumer<LearningTicket> listener) {
        return events.listen(ticket, listener);
    }

    /** Calls the listener at each change of each job that this process works on. The listener must not block. */
    public void listen(Consumer<LearningTicket> listener) {
        events.listen(listener);
    }

    /**
     * Waits for a job's end, but not longer than said.
     *
     * @param listener is called at each change meanwhile
     * @return the job as it stands then
     */
    public LearningTicket await(UUID ticket, Duration wait, Consumer<LearningTicket> listener)
            throws InterruptedException {
        return await(ticket, wait, listener, () -> false);
    }

    /** The same, but no longer than until it is given up, which is looked at now and then. */
    public LearningTicket await(UUID ticket, Duration wait, Consumer<LearningTicket> listener, BooleanSupplier givenUp)
            throws InterruptedException {
        CompletableFuture<LearningTicket> end = new CompletableFuture<>();
        try (AutoCloseable listening = listen(ticket, change -> {
            listener.accept(change);
            if (change.state().isFinal()) {
                end.complete(change);
            }
        })) {
            long endNs = System.nanoTime() + wait.toNanos();
            while (true) {
                LearningTicket now = find(ticket).orElseThrow();
                long leftMs = Math.max(0, (endNs - System.nanoTime()) / 1_000_000);
                if (now.state().isFinal() || leftMs == 0 || givenUp.getAsBoolean()) {
                    return now;
                }
                try {
                    // another node's word may be lost on the way: the database is asked now and then
                    return end.get(Math.min(leftMs, LOOK_MS), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    continue;
                }
            }
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
        if (listening.compareAndSet(false, true)) {
            exchange.listen(TOPIC, text -> worker.wake());
            exchange.listen(ERASED, text -> worker.sweepSoon());
            exchange.listen(LearningEvents.TOPIC, text -> {
                UUID ticket = UUID.fromString(text);
                if (events.awaited(ticket)) {
                    jobs.find(ticket).ifPresent(events::pass);
                }
            });
        }
        worker.start();
    }

    private void wake() {
        worker.wake();
        exchange.announce(TOPIC, "");
    }

    /** Stops the worker; a job in hand runs again at the next start. */
    public void stop() {
        worker.stop();
    }
}
