package dev.autodidact.agent;

import dev.autodidact.sft.LearningJob;
import dev.autodidact.sft.LearningJobRunner;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LearningProgress;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;

/** Tells a job's trace where the training ends: the queue says so only when the version is published. */
@Decorator
@Priority(20)
abstract class TracedTraining implements LearningJobRunner {

    @Inject
    @Any
    @Delegate
    LearningJobRunner next;

    @Inject
    LearningTraces traces;

    @Override
    public LearningOutcome run(LearningJob job, LearningProgress progress) throws Exception {
        try {
            LearningOutcome outcome = next.run(job, progress);
            traces.judged(job.ticket());
            return outcome;
        } catch (Throwable e) {
            traces.broke(job.ticket(), e);
            throw e;
        }
    }

    @Override
    public List<Set<Integer>> replaced(LearningJob job) {
        return next.replaced(job);
    }

    @Override
    public boolean consolidates(long items) {
        return next.consolidates(items);
    }

    @Override
    public void prepare() {
        next.prepare();
    }
}
