package dev.autodidact.sft;

import java.util.Locale;

/** What a job of the learning queue does. */
public enum JobKind {
    /** Trains one item on the active version. */
    LEARN,
    /** Trains the items after a retracted one again, as if that one had never been. */
    REBUILD;

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
