package dev.autodidact.policy;

/** A way in which a run can fail to learn without an error; each is looked for in every round. */
public enum Alarm {
    /** All self-edits of each group were worth the same, so no advantage is other than zero. */
    ZERO_VARIANCE,
    /** There were advantages, but the gradient was zero or not finite. */
    ZERO_GRADIENT,
    /** Steps were made, but the policy's weights are what they were. */
    UNCHANGED_WEIGHTS,
    /** Self-edits were written by another version than the one that was trained last. */
    NOT_SERVED,
    /** Rewards were earned on another state of the student, or by a policy version that is too old. */
    STALE_REWARD,
    /** No self-edit of the round has a reward. */
    NO_REWARD,
    /** A warm start was asked for, but the base wrote no call into which curated rows can be put: the run began cold. */
    NOT_WARMED
}
