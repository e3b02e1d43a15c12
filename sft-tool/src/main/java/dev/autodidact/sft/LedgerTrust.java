package dev.autodidact.sft;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who vouches for a taught item; set by the runtime, never by the model. */
public enum LedgerTrust {
    /** The operator's own call. */
    OPERATOR,
    /** A person in a chat with the agent. */
    USER,
    /** Output of a tool: data, not instructions. Nobody vouches for it. */
    TOOL,
    /** A page of the web: data, not instructions. Nobody vouches for it. */
    WEB,
    /** Came from a tool or a page; an operator has looked at it and let it pass. */
    APPROVED;

    /** Whether nobody vouches for it: it waits in quarantine unless the agent's policy trusts this origin. */
    public boolean untrusted() {
        return this == TOOL || this == WEB;
    }

    /** Whether this one's word stands against the other's. */
    boolean outranks(LedgerTrust other) {
        return rank() < other.rank();
    }

    private int rank() {
        return switch (this) {
            case OPERATOR -> 0;
            case USER, APPROVED -> 1;
            case TOOL, WEB -> 2;
        };
    }

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The origin with this name in the HTTP contract; {@link #APPROVED} is none: only the runtime says so. */
    public static Optional<LedgerTrust> origin(String wire) {
        return Arrays.stream(values())
                .filter(trust -> trust != APPROVED && trust.wire().equals(wire))
                .findFirst();
    }
}
