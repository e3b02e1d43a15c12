package dev.autodidact.sft;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * Where an item comes from, for good: it stays what it was when somebody vouches for the item later.
 *
 * @param item the ledger item
 * @param origin who or what said it
 * @param sourceHash SHA-256 of the source text, null where there is none
 * @param suspicious the name of what reads like an instruction in its rows or source, or null
 * @param held why it was held back, null where it was not
 * @param decision what an operator decided about it, or null
 * @param decidedBy who decided, or null
 * @param decided when, or null
 */
public record Provenance(
        UUID item,
        LedgerTrust origin,
        String sourceHash,
        String suspicious,
        String held,
        Decision decision,
        String decidedBy,
        Instant decided) {

    /** What an operator decided about an item that was held back. */
    public enum Decision {
        APPROVED,
        DENIED;

        /** The name in the HTTP contract: lower case. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
