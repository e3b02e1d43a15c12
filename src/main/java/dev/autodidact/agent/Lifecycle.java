package dev.autodidact.agent;

import dev.autodidact.sft.LearningQueue;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What happens at the start and the end of the application. */
@ApplicationScoped
class Lifecycle {

    private final TextGenerator generator;
    private final LearningQueue queue;

    Lifecycle(TextGenerator generator, LearningQueue queue) {
        this.generator = generator;
        this.queue = queue;
    }

    /** Loads the model, so that a wrong one is told at once and the first chat does not wait for it; starts the queue. */
    void start(@Observes StartupEvent event) {
        generator.baseId();
        queue.start();
    }

    void stop(@Observes ShutdownEvent event) {
        queue.stop();
    }
}
