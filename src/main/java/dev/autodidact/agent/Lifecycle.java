package dev.autodidact.agent;

import dev.autodidact.memory.IndexFollower;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.memory.NodeExchange;
import dev.autodidact.memory.RedisRefusedException;
import dev.autodidact.model.ChatTemplateException;
import dev.autodidact.model.ModelFormatException;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.LearningQueue;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jboss.logging.Logger;

/** What happens at the start and the end of the application. */
@ApplicationScoped
class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private final TextGenerator generator;
    private final LearningQueue queue;
    private final IndexFollower memoryIndex;
    private final Instance<NodeExchange> exchange;
    private final Flyway schema;
    private final AdapterStore adapters;

    Lifecycle(
            TextGenerator generator,
            LearningQueue queue,
            IndexFollower memoryIndex,
            Instance<NodeExchange> exchange,
            AdapterStore adapters,
            Flyway schema) {
        this.schema = schema;
        this.adapters = adapters;
        this.memoryIndex = memoryIndex;
        this.exchange = exchange;
        this.generator = generator;
        this.queue = queue;
    }

    /** Loads the model, so that a wrong one is told at once and the first chat does not wait for it; starts the queue. */
    void start(@Observes StartupEvent event) {
        try {
            checkSchema();
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

    /** A database that a newer version has changed is not touched: what it means is not known here. */
    private void checkSchema() {
        for (MigrationInfo migration : schema.info().all()) {
            if (migration.getState().isApplied() && !migration.getState().isResolved()) {
                throw new NewerSchemaException("the database holds migration " + migration.getVersion() + " ("
                        + migration.getDescription()
                        + "), which this version of Autodidact does not know: it was made by a newer one. Start that one,"
                        + " or restore a database from before");
            }
        }
    }

    private static final class NewerSchemaException extends RuntimeException {
        NewerSchemaException(String message) {
            super(message);
        }
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
                    || cause instanceof NewerSchemaException
                    || cause instanceof RedisRefusedException) {
                LOG.fatalf("autodidact cannot start: %s", cause.getMessage());
                LOG.debug("why it cannot start", e);
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
