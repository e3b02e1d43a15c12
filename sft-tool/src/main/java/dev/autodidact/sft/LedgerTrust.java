package dev.autodidact.sft;

import java.util.Locale;

/** Who vouches for a taught item; set by the runtime, never by the model. */
public enum LedgerTrust {
    /** The operator's own call. */
    OPERATOR,
    /** A person in a chat with the agent. */
    USER,
    /** Output of a tool or a page: data, not instructions. */
    TOOL;

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
