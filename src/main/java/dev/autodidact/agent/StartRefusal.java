package dev.autodidact.agent;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import org.jboss.logging.Logger;

/** Ends a start that cannot succeed with one sentence instead of a trace. */
final class StartRefusal {

    private static final Logger LOG = Logger.getLogger(StartRefusal.class);

    private StartRefusal() {}

    /** Says why and asks the process to end with 1; throw what is returned. */
    static RuntimeException of(String why, Throwable cause) {
        LOG.fatalf("autodidact cannot start: %s", why);
        LOG.debug("why it cannot start", cause);
        Quarkus.asyncExit(1);
        return new PreventFurtherStepsException(1);
    }
}
