package dev.autodidact.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * How far a thread steps back behind the others of the process. On Linux each thread has a niceness of its own, which Java's
 * thread priorities do not set; threads that it starts take it over.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setpriority.2.html">setpriority(2)</a>
 */
final class Niceness {

    /** Behind those that answer somebody, in front of training, which has 10. */
    static final int INDEXING = 5;

    private static final int PRIO_PROCESS = 0;

    private Niceness() {}

    /**
     * Sets the calling thread's niceness; elsewhere than on Linux nothing happens.
     *
     * @return whether it was done
     */
    static boolean take(int value) {
        Optional<MemorySegment> setpriority = System.getProperty("os.name").startsWith("Linux")
                ? Linker.nativeLinker().defaultLookup().find("setpriority")
                : Optional.empty();
        if (setpriority.isEmpty()) {
            return false;
        }
        try {
            // id 0 is the calling thread
            return (int) Linker.nativeLinker()
                            .downcallHandle(
                                    setpriority.get(),
                                    FunctionDescriptor.of(
                                            ValueLayout.JAVA_INT,
                                            ValueLayout.JAVA_INT,
                                            ValueLayout.JAVA_INT,
                                            ValueLayout.JAVA_INT))
                            .invokeExact(PRIO_PROCESS, 0, value)
                    == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setpriority could not be called", e);
        }
    }
}
