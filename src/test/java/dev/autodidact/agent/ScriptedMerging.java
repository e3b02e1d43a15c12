package dev.autodidact.agent;

import dev.autodidact.model.Adapter;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.MergeTrial;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** For tests of the HTTP contract only: refuses what brings a question {@code refuse}, and takes all else. */
@Alternative
@ApplicationScoped
public class ScriptedMerging implements MergeTrial {

    @Override
    public LearningOutcome judge(Candidate candidate) {
        boolean refused = candidate.added().stream()
                .anyMatch(item -> item.rows().stream()
                        .anyMatch(row -> String.valueOf(row.q()).startsWith("refuse")));
        if (refused) {
            return new LearningOutcome.Refused(
                    "it damaged 1 of 1 answers", "{\"verdict\":\"rejected\",\"damaged\":\"1/1\"}");
        }
        Adapter merged = candidate.merged().apply(1);
        return new LearningOutcome.Accepted(
                merged.bytes(),
                merged.lora().rank(),
                merged.lora().alpha(),
                "0".repeat(64),
                "{\"verdict\":\"accepted\",\"acquired\":\"1/1\"}",
                null);
    }
}
