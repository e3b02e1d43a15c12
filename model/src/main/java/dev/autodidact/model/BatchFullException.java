package dev.autodidact.model;

/** As many texts wait for a batch as may. */
public final class BatchFullException extends RuntimeException {
    private final int waiting;

    BatchFullException(int waiting) {
        super(waiting + " texts wait for the model already, which is as many as may");
        this.waiting = waiting;
    }

    /** How many wait. */
    public int waiting() {
        return waiting;
    }
}
