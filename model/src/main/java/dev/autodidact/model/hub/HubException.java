package dev.autodidact.model.hub;

/** A model cannot be got; the message says why, and what the operator can do. */
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HubException(String message) {
        super(message);
    }

    HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
