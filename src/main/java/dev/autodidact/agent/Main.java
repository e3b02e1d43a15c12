package dev.autodidact.agent;

import dev.autodidact.model.LanguageModel;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.logging.LogManager;

/** Starts the application; the engine loads beside the framework, since each takes seconds of one core. */
@QuarkusMain
public final class Main {
    Main() {}

    public static void main(String... args) {
        // here and now: two threads that are the first to log can each wait for the other's class for ever
        LogManager.getLogManager();
        Thread engine = new Thread(Main::warmUp, "engine start");
        engine.setDaemon(true);
        engine.start();
        Quarkus.run(args);
    }

    private static void warmUp() {
        try {
            LanguageModel.warmUp();
        } catch (RuntimeException | LinkageError e) {
            // the load of the model that follows meets the same trouble, and reports it where the start can end
            System.getLogger(Main.class.getName()).log(System.Logger.Level.DEBUG, "the engine did not start", e);
        }
    }
}
