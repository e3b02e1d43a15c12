package dev.autodidact.model;

/** Receives tokens as they are generated. */
@FunctionalInterface
public interface TokenListener {
    /** Returns whether to go on. */
    boolean accept(int token);
}
