package dev.autodidact.agent;

import dev.autodidact.memory.IndexFollower;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.memory.NodeExchange;
import dev.autodidact.model.ChatTemplateException;
import dev.autodidact.model.ModelFormatException;
import dev.autodidact.sft.LearningQueue;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** What happens at the start and the end of the application. */
@ApplicationScoped
class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private final TextGenerator generator;
    private final LearningQueue queue;
    private final IndexFollower memoryIndex;
    private final NodeExchange exchange;

    Lifecycle(TextGenerator generator, LearningQueue queue, IndexFollower memoryIndex, NodeExchange exchange) {
        this.memoryIndex = memoryIndex;
        this.exchange = exchange;
        this.generator = generator;
        this.queue = queue;
    }

    /** Loads the model, so that a wrong one is told at once and the first chat does not wait for it; starts the queue. */
    void start(@Observes StartupEvent event) {
        try {
            generator.baseId();
        } catch (RuntimeException e) {
            throw explained(e);
        }
        memoryIndex.start();
        exchange.listen(MemoryStore.TOPIC, text -> memoryIndex.wake());
        queue.start();
    }

    /** A model folder that does not fit ends the start with one sentence; all else keeps its trace. */
    private static RuntimeException explained(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ModelFormatException || cause instanceof ChatTemplateException) {
                LOG.fatalf("autodidact cannot start: %s", cause.getMessage());
                LOG.debug("the model cannot be loaded", e);
                Quarkus.asyncExit(1);
                return new PreventFurtherStepsException(1);
            }
        }
        return e;
    }

    void stop(@Observes ShutdownEvent event) {
        queue.stop();
        generator.stop();
        memoryIndex.stop();
    }
}
