package dev.autodidact.sft;

/** Where a running job tells how far it is. */
@FunctionalInterface
public interface LearningProgress {

    /**
     * Reports a step of the way. Cheap enough to be called at every training step.
     *
     * @param state {@link LearningState#TRAINING} or {@link LearningState#EXAMINING}
     * @param fraction of the whole job, 0 to 1
     * @param note a short text for people, or null
     */
    void report(LearningState state, double fraction, String note);
}
