package dev.autodidact.agent;

import dev.autodidact.memory.IndexFollower;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.memory.NodeExchange;
import dev.autodidact.memory.RedisRefusedException;
import dev.autodidact.model.ChatTemplateException;
import dev.autodidact.model.ModelFormatException;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.LearningQueue;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import org.jboss.logging.Logger;

/** What happens at the start and the end of the application. */
@ApplicationScoped
class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private final TextGenerator generator;
    private final LearningQueue queue;
    private final IndexFollower memoryIndex;
    private final Instance<NodeExchange> exchange;
    private final AdapterStore adapters;

    Lifecycle(
            TextGenerator generator,
            LearningQueue queue,
            IndexFollower memoryIndex,
            Instance<NodeExchange> exchange,
            AdapterStore adapters) {
        this.adapters = adapters;
        this.memoryIndex = memoryIndex;
        this.exchange = exchange;
        this.generator = generator;
        this.queue = queue;
    }

    /** Loads the model, so that a wrong one is told at once and the first chat does not wait for it; starts the queue. */
    void start(@Observes StartupEvent event) {
        try {
            exchange.get();
            generator.baseId();
        } catch (RuntimeException e) {
            throw explained(e);
        }
        memoryIndex.start();
        exchange.get().listen(MemoryStore.TOPIC, text -> memoryIndex.wake());
        exchange.get().listen(AdapterStore.TOPIC, this::fetch);
        queue.start();
    }

    /** Another node has published a version: it is brought here before the first turn asks for it. */
    private void fetch(String version) {
        try {
            adapters.load(version);
        } catch (IOException | RuntimeException e) {
            LOG.infof("adapter version %s is not here yet: %s", version, e.getMessage());
        }
    }

    /** A model folder that does not fit ends the start with one sentence; all else keeps its trace. */
    private static RuntimeException explained(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ModelFormatException
                    || cause instanceof ChatTemplateException
                    || cause instanceof RedisRefusedException) {
                return StartRefusal.of(cause.getMessage(), e);
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
