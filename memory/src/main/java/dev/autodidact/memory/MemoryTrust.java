package dev.autodidact.memory;

import java.util.Locale;

/** Who vouches for an entry; set by the runtime, never by the model. */
public enum MemoryTrust {
    /** The operator's own call. */
    OPERATOR,
    /** A person in a chat with the agent. */
    USER,
    /** Output of a tool: data, not instructions. Nobody vouches for it. */
    TOOL,
    /** A page of the web: data, not instructions. Nobody vouches for it. */
    WEB;

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
