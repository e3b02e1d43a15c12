package dev.autodidact.sft;

import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Removes versions that nobody may reach any more: when it is told that there are some, and from time to time. */
final class Tidying {

    private static final Logger LOG = Logger.getLogger(Tidying.class);

    private final AdapterSweep sweep;
    private final Every every;
    private volatile boolean untidy;

    Tidying(AdapterSweep sweep, Duration interval) {
        this.sweep = sweep;
        this.every = new Every(interval, System::nanoTime);
    }

    /** There is something to remove; any thread. */
    void soon() {
        untidy = true;
    }

    /** Removes it, if it is time; what the disk refuses is tried again at the next call. */
    void run() {
        if (every.due()) {
            untidy = true;
        }
        if (!untidy) {
            return;
        }
        // before the work: what is told during it is for the next call
        untidy = false;
        try {
            sweep.run();
        } catch (IOException | RuntimeException e) {
            untidy = true;
            LOG.errorf(e, "erased adapter versions could not all be deleted; it is tried again");
        }
    }
}
