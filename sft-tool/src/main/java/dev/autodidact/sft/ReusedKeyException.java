package dev.autodidact.sft;

/** An idempotency key names one teaching; with other rows it was used before. */
public class ReusedKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReusedKeyException(String key) {
        super("the idempotency key '" + key + "' was used to teach other rows before");
    }
}
