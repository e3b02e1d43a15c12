package dev.autodidact.sft;

import java.util.UUID;

/** An item does not wait for this decision: it was decided otherwise, was never held back, or was taken back. */
public class DecidedItemException extends RuntimeException {

    DecidedItemException(UUID item, LedgerState state) {
        super("item " + item + " is " + state.wire() + "; only a quarantined item can be approved or denied");
    }
}
