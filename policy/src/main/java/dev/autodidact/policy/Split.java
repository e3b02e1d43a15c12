package dev.autodidact.policy;

/** The two halves of an environment; no name, value or relation of one is in the other. */
public enum Split {
    /** What the policy learns from. */
    TRAIN,
    /** What it is judged on. */
    HELD_OUT
}
