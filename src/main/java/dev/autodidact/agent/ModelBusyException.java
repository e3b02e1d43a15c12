package dev.autodidact.agent;

/** As many answers wait for the model as may. Try again later. */
public class ModelBusyException extends RuntimeException {

    ModelBusyException(int waiting) {
        super(waiting + " answers wait for the model already, which is as many as may");
    }

    /** After how many seconds a new try may succeed. */
    public int retryAfterSeconds() {
        return 2;
    }
}
