package dev.autodidact.sft;

import java.util.Locale;

/** What kind of thing is taught. */
public enum LedgerKind {
    /** Something that is so. */
    FACT,
    /** How something is done. */
    DEMONSTRATION,
    /** What the environment said. */
    OBSERVATION;

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
