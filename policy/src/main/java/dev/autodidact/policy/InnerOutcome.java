package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import java.util.List;

/** What became of one self-edit. */
public sealed interface InnerOutcome {
    /**
     * It was trained and asked.
     *
     * @param before probability of each gold answer by the base [P]
     * @param after the same by the trained adapter [P]
     * @param exactBefore whether greedy decoding gave the gold answer [P]
     * @param exactAfter the same afterwards [P]
     * @param keptBefore probability of the base's own answers to nearby questions that were not trained [N]
     * @param keptAfter the same afterwards [N]
     * @param trainedTokens tokens of the self-edit's rows over all steps
     * @param positions grid positions computed for it, with anchors and padding
     * @param adapter the trained weights
     */
    record Learned(
            List<Double> before,
            List<Double> after,
            List<Boolean> exactBefore,
            List<Boolean> exactAfter,
            List<Double> keptBefore,
            List<Double> keptAfter,
            int trainedTokens,
            int positions,
            Adapter adapter)
            implements InnerOutcome {}

    /**
     * It could not be trained.
     *
     * @param kind what is counted: {@code over budget}, {@code not finite}, {@code crashed}, or the self-edit's fault
     * @param reason a sentence
     */
    record Failed(String kind, String reason) implements InnerOutcome {}
}
