package dev.autodidact.sft;

import java.util.Locale;

/** Where a taught item stands. */
public enum LedgerState {
    /** Committed, its job is not done. */
    PENDING,
    /** In the weights of the adapter version that the item names and of all that descend from it. */
    LEARNED,
    /** Refused by the gate: the weights are as before. */
    REJECTED,
    /** Its job broke. */
    FAILED,
    /** Taken back. */
    RETRACTED;

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
