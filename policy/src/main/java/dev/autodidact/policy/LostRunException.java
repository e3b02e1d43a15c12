package dev.autodidact.policy;

import java.util.UUID;

/** Another start of a run has taken its place; what this one knows of it counts no more. */
final class LostRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostRunException(UUID run, int attempt) {
        super("run " + run + " was taken up again after start " + attempt + " of it");
    }
}
