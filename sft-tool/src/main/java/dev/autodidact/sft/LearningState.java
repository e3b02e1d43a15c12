package dev.autodidact.sft;

import java.util.Locale;

/** Where a learning job stands. The three last states are final. */
public enum LearningState {
    QUEUED,
    TRAINING,
    EXAMINING,
    PUBLISHED,
    REJECTED,
    FAILED;

    /** Whether nothing follows this state. */
    public boolean isFinal() {
        return this == PUBLISHED || this == REJECTED || this == FAILED;
    }

    /** The name in the HTTP contract and in the database: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
