package dev.autodidact.agent;

import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LearningTicket;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The traces of the jobs in hand, fed by what the queue tells of them; none where spans go nowhere. */
@ApplicationScoped
class LearningTraces {

    private final Tracer tracer;
    private final TracingSettings settings;
    private final Map<UUID, LearningTrace> open = new HashMap<>();

    LearningTraces(Tracer tracer, TracingSettings settings) {
        this.tracer = tracer;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event, LearningQueue queue) {
        if (settings.endpoint().isPresent()) {
            queue.listen(this::at);
        }
    }

    private synchronized void at(LearningTicket ticket) {
        boolean begins = ticket.state() == LearningState.TRAINING;
        LearningTrace trace = begins
                ? open.computeIfAbsent(ticket.id(), id -> new LearningTrace(tracer, ticket))
                : open.get(ticket.id());
        if (trace == null) {
            return;
        }
        trace.at(ticket);
        if (ticket.state().isFinal() || ticket.state() == LearningState.QUEUED) {
            // what waits again may be trained by another process
            open.remove(ticket.id());
        }
    }

    /** A training has come to an end. */
    synchronized void judged(UUID ticket) {
        LearningTrace trace = open.get(ticket);
        if (trace != null) {
            trace.judged();
        }
    }

    /** A training broke. */
    synchronized void broke(UUID ticket, Throwable error) {
        LearningTrace trace = open.get(ticket);
        if (trace != null) {
            trace.broke(error);
        }
    }
}
