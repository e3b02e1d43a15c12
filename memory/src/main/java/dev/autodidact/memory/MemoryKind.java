package dev.autodidact.memory;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an entry came into the store. */
public enum MemoryKind {
    /** Somebody asked for it to be remembered: an operator's call, or the model's. */
    NOTE,
    /** Said by a person in a conversation; kept as it was said. */
    EPISODE;

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this name in the HTTP contract. */
    public static Optional<MemoryKind> of(String wire) {
        return Arrays.stream(values()).filter(kind -> kind.wire().equals(wire)).findFirst();
    }
}
