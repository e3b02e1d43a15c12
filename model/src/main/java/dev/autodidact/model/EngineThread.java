package dev.autodidact.model;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

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
        Optional<MemorySegment> setpriority = System.getProperty("os.name").startsWith("Linux")
                ? Linker.nativeLinker().defaultLookup().find("setpriority")
                : Optional.empty();
        if (setpriority.isEmpty()) {
            return false;
        }
        FunctionDescriptor type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        try {
            // PRIO_PROCESS with id 0 is the calling thread
            return (int) Linker.nativeLinker()
                            .downcallHandle(setpriority.get(), type)
                            .invokeExact(0, 0, NICE)
                    == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setpriority could not be called", e);
        }
    }
}
