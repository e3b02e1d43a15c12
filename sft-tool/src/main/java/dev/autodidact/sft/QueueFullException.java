package dev.autodidact.sft;

/** The learning queue holds as many jobs as it may. Nothing was stored; try again later. */
public class QueueFullException extends RuntimeException {

    private final int retryAfterSeconds;

    QueueFullException(long waiting, int capacity, int retryAfterSeconds) {
        super("the learning queue holds " + waiting + " jobs; at most " + capacity);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** After how many seconds a new try may succeed. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
