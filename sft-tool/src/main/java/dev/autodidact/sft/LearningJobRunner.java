package dev.autodidact.sft;

import java.util.List;
import java.util.Set;

/**
 * Turns a ledger item into an adapter. Called by the queue's only worker, one job at a time; a job may be run again after a
 * crash, so a run must depend on nothing but its input.
 */
public interface LearningJobRunner {

    /**
     * Trains, examines and judges.
     *
     * @param job the input
     * @param progress where to tell how far it is
     * @return a new version or the reason why there is none
     * @throws Exception when the job broke; its ticket becomes {@link LearningState#FAILED} with the message
     */
    LearningOutcome run(LearningJob job, LearningProgress progress) throws Exception;

    /**
     * Whether what comes out for the {@code items}-th item that a version holds hangs on those items and the root only, not
     * on the versions between.
     */
    default boolean consolidates(long items) {
        return false;
    }

    /**
     * Which rows of what was learned before the item answers otherwise, in whatever words.
     *
     * @return for each item of {@link LearningJob#learned()} the places of those rows, from 0
     */
    default List<Set<Integer>> replaced(LearningJob job) {
        return job.learned().stream().map(item -> Set.<Integer>of()).toList();
    }

    /** Called once on the worker's thread before its first job: for work that the first job would else wait for. */
    default void prepare() {}
}
