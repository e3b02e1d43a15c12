package dev.autodidact.web;

import dev.autodidact.memory.IndexStatus;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.memory.NodeExchange;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * What can be away while the node still answers: Redis, and the search index while it is made anew. It tells, and stays up:
 * taking the node out would make an outage of it.
 */
@Readiness
@ApplicationScoped
class NodeHealth implements HealthCheck {

    private final MemoryStore memory;
    private final NodeExchange exchange;

    NodeHealth(MemoryStore memory, NodeExchange exchange) {
        this.memory = memory;
        this.exchange = exchange;
    }

    @Override
    public HealthCheckResponse call() {
        IndexStatus index = memory.index();
        return HealthCheckResponse.named("node")
                .up()
                .withData("exchange", exchange.problem().orElse("ok"))
                .withData("memoryIndex", index.state().name().toLowerCase(java.util.Locale.ROOT))
                .withData("memoryIndexProgress", index.percent() + " %")
                .withData("memoryIndexEntries", index.entries())
                .withData("memoryIndexProblem", index.problem() == null ? "none" : index.problem())
                .build();
    }
}
