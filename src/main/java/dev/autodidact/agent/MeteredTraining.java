package dev.autodidact.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.sft.LearningJob;
import dev.autodidact.sft.LearningJobRunner;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LearningProgress;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Counts and times trainings, whoever runs them. */
@Decorator
@Priority(10)
class MeteredTraining implements LearningJobRunner {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    @Any
    @Delegate
    LearningJobRunner next;

    @Inject
    MeterRegistry meters;

    @Override
    public LearningOutcome run(LearningJob job, LearningProgress progress) throws Exception {
        long start = System.nanoTime();
        String verdict = "failed";
        try {
            LearningOutcome outcome = next.run(job, progress);
            verdict = switch (outcome) {
                case LearningOutcome.Accepted accepted -> step(accepted.receiptJson(), "accepted");
                case LearningOutcome.Refused refused -> step(refused.receiptJson(), "rejected");
            };
            return outcome;
        } finally {
            meters.timer("autodidact.learning.training", "verdict", verdict)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    /** The mean time of a step, as the receipt has it. */
    private String step(String receiptJson, String verdict) {
        try {
            JsonNode receipt = receiptJson == null ? JSON.createObjectNode() : JSON.readTree(receiptJson);
            int steps = receipt.path("steps").asInt();
            if (steps > 0) {
                meters.counter("autodidact.learning.steps").increment(steps);
                meters.timer("autodidact.learning.step")
                        .record((long) (receipt.path("seconds").asDouble() / steps * 1e9), TimeUnit.NANOSECONDS);
            }
            return receipt.path("verdict").asText(verdict);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a receipt is no JSON: " + receiptJson, e);
        }
    }

    @Override
    public void prepare() {
        next.prepare();
    }

    @Override
    public List<Set<Integer>> replaced(LearningJob job) {
        return next.replaced(job);
    }

    @Override
    public boolean consolidates(long items) {
        return next.consolidates(items);
    }
}
