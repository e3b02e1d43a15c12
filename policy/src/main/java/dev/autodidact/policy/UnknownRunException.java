package dev.autodidact.policy;

/** There is no such run. */
public final class UnknownRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownRunException(Object id) {
        super("there is no policy run '" + id + "'");
    }
}
