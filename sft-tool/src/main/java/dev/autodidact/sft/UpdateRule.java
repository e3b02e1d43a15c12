package dev.autodidact.sft;

import java.util.Locale;

/** How rows become an update. */
public enum UpdateRule {
    /** Cross-entropy on the answers. */
    SFT,
    /**
     * The answers' distributions are those of the same model, adapter off, with the source in its prompt
     * (self-distillation, arXiv 2601.19897). A row whose item has no source is trained by {@link #SFT}.
     */
    DISTILL,
    /**
     * Cross-entropy on every token, questions too: the naive baseline, and the transition model of what an environment
     * says.
     */
    OBSERVED;

    /** The name in settings and receipts: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
