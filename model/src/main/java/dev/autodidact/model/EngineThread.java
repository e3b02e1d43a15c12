package dev.autodidact.model;

import java.util.List;
import java.util.function.Supplier;

/** How the engine treats the current platform thread. */
public final class EngineThread {
    private static final int NICE = 10;

    private EngineThread() {}

    /** Lets operators that are called from this thread use so many threads. Sums may differ in their last bits by it. */
    public static void use(int operatorThreads) {
        Crew.mine().operatorThreads(operatorThreads);
    }

    /**
     * Computes parts at once, on this thread and on helpers with its niceness and its operator threads, as many as there are
     * cores for. Each part must be a computation of its own; then the results hang on the parts only, not on the cores.
     *
     * @return the results in the order of the parts
     */
    public static <T> List<T> all(List<Supplier<T>> parts) {
        return Crew.mine().all(parts);
    }

    /**
     * Lets this thread, and the operator threads that it starts from now on, step back behind all others of the process.
     * Done on Linux, where priority belongs to a thread; elsewhere nothing happens.
     *
     * @return whether it was done
     */
    public static boolean background() {
        return LibC.nice(NICE);
    }
}
