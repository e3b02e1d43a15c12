package dev.autodidact.memory;

/** An agent remembers too much, or too fast; nothing was stored. */
public class MemoryQuotaException extends RuntimeException {

    private final String code;
    private final int retryAfterSeconds;

    MemoryQuotaException(String code, String message, int retryAfterSeconds) {
        super(message);
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Names the quota. */
    public String code() {
        return code;
    }

    /** How long to wait; 0 where waiting does not help. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
