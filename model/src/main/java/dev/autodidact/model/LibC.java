package dev.autodidact.model;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The few calls into the C library of Linux that the engine needs; elsewhere they do nothing. */
final class LibC {
    private static final int PRIO_PROCESS = 0;

    private LibC() {}

    private static Optional<MemorySegment> find(String function) {
        return System.getProperty("os.name").startsWith("Linux")
                ? Linker.nativeLinker().defaultLookup().find(function)
                : Optional.empty();
    }

    /** Sets the calling thread's niceness; whether it was done. */
    static boolean nice(int value) {
        Optional<MemorySegment> setpriority = find("setpriority");
        if (setpriority.isEmpty()) {
            return false;
        }
        try {
            // id 0 is the calling thread
            return (int) Linker.nativeLinker()
                            .downcallHandle(setpriority.get(), ints(3))
                            .invokeExact(PRIO_PROCESS, 0, value)
                    == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setpriority could not be called", e);
        }
    }

    /** Sets a parameter of glibc's malloc; whether it was done. */
    static boolean mallopt(int parameter, int value) {
        Optional<MemorySegment> mallopt = find("mallopt");
        if (mallopt.isEmpty()) {
            return false;
        }
        try {
            return (int) Linker.nativeLinker()
                            .downcallHandle(mallopt.get(), ints(2))
                            .invokeExact(parameter, value)
                    == 1;
        } catch (Throwable e) {
            throw new IllegalStateException("mallopt could not be called", e);
        }
    }

    private static FunctionDescriptor ints(int count) {
        ValueLayout[] arguments = new ValueLayout[count];
        java.util.Arrays.fill(arguments, ValueLayout.JAVA_INT);
        return FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
    }
}
