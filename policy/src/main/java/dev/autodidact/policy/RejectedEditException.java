package dev.autodidact.policy;

/** A self-edit cannot be tried. */
final class RejectedEditException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String kind;

    RejectedEditException(String kind, String message) {
        super(message);
        this.kind = kind;
    }

    String kind() {
        return kind;
    }
}
