package dev.autodidact.agent;

import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LearningState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/** Jobs by state, for Prometheus; asked of the database at most every few seconds. */
@ApplicationScoped
class LearningMeters {

    private static final long FRESH_NS = 2_000_000_000L;

    private final LearningQueue queue;
    private Map<LearningState, Long> counts = Map.of();
    private long read;

    LearningMeters(LearningQueue queue) {
        this.queue = queue;
    }

    void register(@Observes StartupEvent event, MeterRegistry meters) {
        meters.counter("autodidact.rollbacks"); // there from the start, with 0
        for (LearningState state : LearningState.values()) {
            Gauge.builder("autodidact.learning.jobs", this, self -> self.count(state))
                    .tag("state", state.wire())
                    .description("learning jobs of all agents by state")
                    .register(meters);
        }
    }

    private synchronized double count(LearningState state) {
        if (read == 0 || System.nanoTime() - read > FRESH_NS) {
            counts = queue.counts();
            read = System.nanoTime();
        }
        return counts.getOrDefault(state, 0L);
    }
}
