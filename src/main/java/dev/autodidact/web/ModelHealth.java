package dev.autodidact.web;

import dev.autodidact.agent.TextGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;

/** Ready when the model is loaded and the schema is the one that this version knows. */
@Readiness
@ApplicationScoped
class ModelHealth implements HealthCheck {

    private final TextGenerator generator;
    private final Flyway flyway;
    private volatile boolean migrated;

    ModelHealth(TextGenerator generator, Flyway flyway) {
        this.generator = generator;
        this.flyway = flyway;
    }

    @Override
    public HealthCheckResponse call() {
        migrated = migrated || flyway.info().pending().length == 0;
        return HealthCheckResponse.named("model and schema")
                .status(migrated)
                .withData("model", generator.baseId())
                .withData("migrated", migrated)
                .build();
    }
}
