package dev.autodidact.policy;

/** A run is to end before it is done. */
final class EndedRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
