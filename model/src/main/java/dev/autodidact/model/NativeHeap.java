package dev.autodidact.model;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Free native memory that the C library keeps. Steps of changing shapes leave gigabytes of it behind in glibc. */
public final class NativeHeap {
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;
    private static final int MIB = 1 << 20;

    private NativeHeap() {}

    /**
     * Lets glibc keep what the tensors of a step free for those of the next: without this each of them is mapped, filled
     * with zeros by the kernel and unmapped again, which takes a quarter of the time of a step.
     */
    static void keep() {
        LibC.mallopt(M_MMAP_THRESHOLD, 32 * MIB);
        LibC.mallopt(M_TRIM_THRESHOLD, 1024 * MIB);
        LibC.mallopt(M_TOP_PAD, 16 * MIB);
    }

    /** Gives it back to the operating system where this JVM can ({@code jcmd System.trim_native_heap}). */
    public static void trim() {
        try {
            ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(commands, "systemTrimNativeHeap", new Object[0], new String[0]);
        } catch (JMException e) {
            System.getLogger(NativeHeap.class.getName())
                    .log(System.Logger.Level.DEBUG, "this JVM cannot trim the native heap: {0}", e.getMessage());
        }
    }
}
