package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Keeps this node alive in the eyes of the others, and looks for nodes that are dead. */
@ApplicationScoped
class NodeWatch {

    private static final Logger LOG = Logger.getLogger(NodeWatch.class);

    private final NodePulse pulse;
    private final LearningSettings settings;

    /** When the worker last looked for dead nodes; of the worker's thread only. */
    private long lookedNs = System.nanoTime();

    NodeWatch(NodePulse pulse, LearningSettings settings) {
        this.pulse = pulse;
        this.settings = settings;
    }

    /** Says once that the node is alive. */
    void beat(String node) {
        pulse.beat(node);
    }

    /** Says so again and again while it is true, also while the worker trains. */
    void keepBeating(String node, BooleanSupplier alive) {
        Thread.ofPlatform().name("node-pulse").daemon().start(() -> {
            while (alive.getAsBoolean()) {
                try {
                    Thread.sleep(settings.pulse());
                    if (alive.getAsBoolean()) {
                        pulse.beat(node);
                    }
                } catch (InterruptedException e) {
                    return;
                } catch (RuntimeException e) {
                    LOG.debugf(e, "the database does not hear that this node is alive");
                }
            }
        });
    }

    /** Now and then queues what nodes had in hand that are no more. */
    List<LearningTicket> takeOver(String node) {
        if (System.nanoTime() - lookedNs < settings.pulse().toNanos()) {
            return List.of();
        }
        lookedNs = System.nanoTime();
        return pulse.takeOver(node, settings.deadAfter().toSeconds(), settings.maxAttempts());
    }
}
