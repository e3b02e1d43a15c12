package dev.autodidact.memory;

/** A text or a query that cannot be taken; the message names the value and the bound. */
public class InvalidMemoryException extends RuntimeException {

    private final String param;

    InvalidMemoryException(String param, String message) {
        super(message);
        this.param = param;
    }

    /** The parameter at fault. */
    public String param() {
        return param;
    }
}
