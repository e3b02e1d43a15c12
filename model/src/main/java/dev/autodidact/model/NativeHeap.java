package dev.autodidact.model;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Free native memory that the C library keeps. Steps of changing shapes leave gigabytes of it behind in glibc. */
public final class NativeHeap {
    private NativeHeap() {}

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
