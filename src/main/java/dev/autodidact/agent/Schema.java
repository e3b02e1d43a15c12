package dev.autodidact.agent;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/** Brings the database's tables to this version before anybody uses them. */
@ApplicationScoped
class Schema {

    private static final int BEFORE_ALL = 1;

    private final Flyway flyway;

    Schema(Flyway flyway) {
        this.flyway = flyway;
    }

    void prepare(@Observes @Priority(BEFORE_ALL) StartupEvent event) {
        try {
            refuseNewer();
            flyway.migrate();
        } catch (FlywaySqlException e) {
            throw StartRefusal.of("the database cannot be used: " + sentence(e), e);
        }
    }

    /** A database that a newer version has changed is not touched: what it means is not known here. */
    private void refuseNewer() {
        for (MigrationInfo migration : flyway.info().all()) {
            if (migration.getState().isApplied() && !migration.getState().isResolved()) {
                throw StartRefusal.of(
                        "the database holds migration " + migration.getVersion() + " (" + migration.getDescription()
                                + "), which this version of Autodidact does not know: it was made by a newer one."
                                + " Start that one, or restore a database from before",
                        null);
            }
        }
    }

    /** What the driver says, in one line. */
    private static String sentence(FlywaySqlException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("") + " (" + e.getSqlState() + ")";
    }
}
