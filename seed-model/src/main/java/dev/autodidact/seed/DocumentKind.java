package dev.autodidact.seed;

/** The kinds of documents in the order of the weights of {@link CorpusMix}. */
public enum DocumentKind {
    CONTEXT_ONE,
    CONTEXT_FEW,
    CONTEXT_MANY,
    CLOSED_BOOK,
    WORLD,
    LEARN,
    SUMS,
    COPY,
    SMALL_TALK,
    PARAPHRASE,
    RECALL
}
