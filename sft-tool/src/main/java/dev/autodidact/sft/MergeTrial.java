package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import java.util.List;
import java.util.function.DoubleFunction;

/** Asks a merged adapter before it may be published, as every update is asked. */
public interface MergeTrial {

    /**
     * What is to be judged.
     *
     * @param parent the version that the merged one would follow
     * @param held the items that the parent holds, which must not suffer
     * @param added the items that the other version brings, which must be answered
     * @param merged the merged adapter where only this share of the other version is taken, from 0 to 1
     */
    record Candidate(Adapter parent, List<TaughtItem> held, List<TaughtItem> added, DoubleFunction<Adapter> merged) {}

    /** Judges; the receipt has the counts. */
    LearningOutcome judge(Candidate candidate);
}
