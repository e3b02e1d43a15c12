package dev.autodidact.sft;

import java.util.Locale;

/** Where a learning job stands. */
public enum LearningState {
    QUEUED,
    TRAINING,
    EXAMINING,
    PUBLISHED,
    REJECTED,
    FAILED,
    /** Held back: it runs only if an operator approves. Final for those who wait; the same ticket can go on later. */
    QUARANTINED,
    /** An operator refused it. */
    DENIED;

    /** Whether the runtime by itself does nothing more with the job. */
    public boolean isFinal() {
        return this != QUEUED && this != TRAINING && this != EXAMINING;
    }

    /** The name in the HTTP contract and in the database: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
