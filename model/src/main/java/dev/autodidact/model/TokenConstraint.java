package dev.autodidact.model;

import java.util.BitSet;

/** Which tokens may come next in one text. For one thread. */
public interface TokenConstraint {

    /** The ids allowed next; stop ids where the text may end here. Empty where nothing can follow. */
    BitSet allowed();

    /** Takes the token that was chosen. */
    void accept(int token);
}
