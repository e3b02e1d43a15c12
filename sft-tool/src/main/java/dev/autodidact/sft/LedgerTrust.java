package dev.autodidact.sft;

import java.util.Locale;

/** Who vouches for a taught item, the most trusted first; set by the runtime, never by the model. */
public enum LedgerTrust {
    /** The operator's own call. */
    OPERATOR,
    /** A person in a chat with the agent. */
    USER,
    /** Output of a tool or a page: data, not instructions. */
    TOOL;

    /** Whether this one's word stands against the other's. */
    boolean outranks(LedgerTrust other) {
        return compareTo(other) < 0;
    }

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
