package dev.autodidact.model;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The reader's end of a text in a batch. A slow reader holds up nobody. */
public final class BatchStream {
    private final LinkedBlockingQueue<BatchEvent> events = new LinkedBlockingQueue<>();
    private volatile boolean cancelled;
    private Courier courier;

    BatchStream() {}

    /** The next event, or null where none comes within the time. */
    public BatchEvent poll(long timeoutMs) throws InterruptedException {
        return events.poll(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Ends the text at the next token. */
    public void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    /** From now on the thread that decodes tells through the courier. */
    void by(Courier courier) {
        this.courier = courier;
    }

    void tell(BatchEvent event) {
        if (courier == null) {
            arrive(event);
        } else {
            courier.add(this, event);
        }
    }

    void arrive(BatchEvent event) {
        events.add(event);
    }
}
