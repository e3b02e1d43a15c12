package dev.autodidact.policy;

/** The parts of an environment; no made-up name and no number of the first is in the others. */
public enum Split {
    /** What the policy learns from. */
    TRAIN,
    /** What it is judged on: other documents of the same kinds. */
    HELD_OUT,
    /** What it is judged on beside that: other kinds, with relations and rules that the first has nothing of. */
    TRANSFER;

    /** Whether its relations and rules are those of {@link #TRAIN}. */
    boolean usual() {
        return this != TRANSFER;
    }
}
