package dev.autodidact.sft;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says when it is time again for something that is done now and then. Of one thread. */
final class Every {

    private final Duration period;
    private final LongSupplier nanos;
    private long last;

    /** @param nanos a clock, such as {@link System#nanoTime} */
    Every(Duration period, LongSupplier nanos) {
        this.period = period;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /** Whether the period is over; if so, the next one begins. */
    boolean due() {
        long now = nanos.getAsLong();
        if (now - last < period.toNanos()) {
            return false;
        }
        last = now;
        return true;
    }
}
