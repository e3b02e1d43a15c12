package dev.autodidact.model;

/** How the engine treats the current platform thread. */
public final class EngineThread {
    private static final int NICE = 10;

    private EngineThread() {}

    /** Lets operators that are called from this thread use so many threads. Sums may differ in their last bits by it. */
    public static void use(int operatorThreads) {
        Torch.threads(operatorThreads);
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
