package dev.autodidact.sft;

import java.util.Locale;

/** Where a taught item stands. */
public enum LedgerState {
    /** Committed, its job is not done. */
    PENDING,
    /** Committed, but nobody vouches for it: not trained unless an operator approves. */
    QUARANTINED,
    /** An operator refused it; never trained. */
    DENIED,
    /** In the weights of the adapter version that the item names and of all that descend from it. */
    LEARNED,
    /**
     * Learned, and all its answers were replaced by later items of the active version. Never stored: it follows from the
     * items in the weights, so that a rollback or a retraction of the later item brings this one back by itself. It stays
     * part of the history that a rebuild trains again.
     */
    SUPERSEDED,
    /** Refused by the gate, or by an item of higher trust that says otherwise: the weights are as before. */
    REJECTED,
    /** Its job broke. */
    FAILED,
    /** Being taken back: in the weights until its rebuild is published. */
    RETRACTING,
    /** Taken back: its rows and source are wiped and no version that holds it can be reached. */
    RETRACTED;

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
