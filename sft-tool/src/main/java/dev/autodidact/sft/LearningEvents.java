package dev.autodidact.sft;

import dev.autodidact.memory.NodeExchange;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Tells listeners of this process how jobs come along, and the other nodes of each change of state. Lossy by nature: the
 * database holds what counts.
 */
@ApplicationScoped
class LearningEvents {

    private static final Logger LOG = Logger.getLogger(LearningEvents.class);

    /** The topic on which nodes tell each other of tickets that have changed. */
    static final String TOPIC = "tickets";

    private final NodeExchange exchange;
    private final Map<UUID, LearningTicket> running = new ConcurrentHashMap<>();
    private final Map<UUID, List<Consumer<LearningTicket>>> listeners = new ConcurrentHashMap<>();
    /** Who hears of all jobs that this process works on. */
    private final List<Consumer<LearningTicket>> witnesses = new CopyOnWriteArrayList<>();

    LearningEvents(NodeExchange exchange) {
        this.exchange = exchange;
    }

    /** Calls the listener at each change until it is closed. It must not block. */
    AutoCloseable listen(UUID ticket, Consumer<LearningTicket> listener) {
        listeners.computeIfAbsent(ticket, id -> new CopyOnWriteArrayList<>()).add(listener);
        return () -> listeners.computeIfPresent(ticket, (id, all) -> {
            all.remove(listener);
            return all.isEmpty() ? null : all;
        });
    }

    /** Calls the listener at each change of each job that this process works on. It must not block. */
    void listen(Consumer<LearningTicket> listener) {
        witnesses.add(listener);
    }

    /** The newest state of a job that this process runs. */
    Optional<LearningTicket> running(UUID ticket) {
        return Optional.ofNullable(running.get(ticket));
    }

    void tell(LearningTicket ticket) {
        LearningTicket before;
        if (ticket.state().isFinal() || ticket.state() == LearningState.QUEUED) {
            before = running.remove(ticket.id());
        } else {
            before = running.put(ticket.id(), ticket);
        }
        pass(ticket, witnesses);
        pass(ticket);
        if (before == null || before.state() != ticket.state()) {
            exchange.announce(TOPIC, ticket.id().toString());
        }
        if (ticket.state() == LearningState.PUBLISHED) {
            published(ticket);
        }
    }

    private void published(LearningTicket ticket) {
        if (ticket.adapter() != null) {
            exchange.announce(AdapterStore.TOPIC, ticket.adapter());
        }
        if (ticket.kind() == JobKind.REBUILD) {
            exchange.announce(LearningQueue.ERASED, "");
        }
    }

    /** Whether somebody waits for what another node does. */
    boolean awaited(UUID ticket) {
        return listeners.containsKey(ticket) && !running.containsKey(ticket);
    }

    /** Tells this process's listeners only. */
    void pass(LearningTicket ticket) {
        pass(ticket, listeners.getOrDefault(ticket.id(), List.of()));
    }

    private static void pass(LearningTicket ticket, List<Consumer<LearningTicket>> listeners) {
        for (Consumer<LearningTicket> listener : listeners) {
            try {
                listener.accept(ticket);
            } catch (RuntimeException e) {
                LOG.debugf(e, "a listener of job %s broke", ticket.id());
            }
        }
    }
}
