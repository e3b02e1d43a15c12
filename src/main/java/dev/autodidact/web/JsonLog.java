package dev.autodidact.web;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** Turns the console's log into lines of JSON where {@link LogSettings#json} asks for it. */
@ApplicationScoped
class JsonLog {
    private final LogSettings settings;

    JsonLog(LogSettings settings) {
        this.settings = settings;
    }

    void start(@Observes @Priority(1) StartupEvent started) {
        if (settings.json()) {
            for (Handler handler : Logger.getLogger("").getHandlers()) {
                format(handler);
            }
        }
    }

    private static void format(Handler handler) {
        if (handler instanceof ConsoleHandler) {
            handler.setFormatter(new JsonLines());
        } else if (handler instanceof ExtHandler outer) {
            for (Handler inner : outer.getHandlers()) {
                format(inner);
            }
        }
    }
}
