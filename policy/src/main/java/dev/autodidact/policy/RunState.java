package dev.autodidact.policy;

/** Where a run is. */
public enum RunState {
    /** It waits for the one before it. */
    QUEUED,
    /** It is under way, or goes on at the next start. */
    RUNNING,
    /** It ended and its policy was promoted. */
    PROMOTED,
    /** It ended and its policy was not better. */
    KEPT_BACK,
    /** It was cancelled. */
    CANCELLED,
    /** It broke, or did not learn; the reason says how. */
    FAILED;

    /** Whether nothing follows. */
    public boolean isFinal() {
        return this != QUEUED && this != RUNNING;
    }

    /** The name outside. */
    public String wire() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
