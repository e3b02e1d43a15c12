package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Tells listeners of this process how jobs come along. Lossy by nature: the database holds what counts. */
@ApplicationScoped
class LearningEvents {

    private static final Logger LOG = Logger.getLogger(LearningEvents.class);

    private final Map<UUID, LearningTicket> running = new ConcurrentHashMap<>();
    private final Map<UUID, List<Consumer<LearningTicket>>> listeners = new ConcurrentHashMap<>();

    /** Calls the listener at each change until it is closed. It must not block. */
    AutoCloseable listen(UUID ticket, Consumer<LearningTicket> listener) {
        listeners.computeIfAbsent(ticket, id -> new CopyOnWriteArrayList<>()).add(listener);
        return () -> listeners.computeIfPresent(ticket, (id, all) -> {
            all.remove(listener);
            return all.isEmpty() ? null : all;
        });
    }

    /** The newest state of a job that this process runs. */
    Optional<LearningTicket> running(UUID ticket) {
        return Optional.ofNullable(running.get(ticket));
    }

    void tell(LearningTicket ticket) {
        if (ticket.state().isFinal() || ticket.state() == LearningState.QUEUED) {
            running.remove(ticket.id());
        } else {
            running.put(ticket.id(), ticket);
        }
        for (Consumer<LearningTicket> listener : listeners.getOrDefault(ticket.id(), List.of())) {
            try {
                listener.accept(ticket);
            } catch (RuntimeException e) {
                LOG.debugf(e, "a listener of job %s broke", ticket.id());
            }
        }
    }
}
