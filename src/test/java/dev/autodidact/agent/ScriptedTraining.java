package dev.autodidact.agent;

import dev.autodidact.sft.LearningJob;
import dev.autodidact.sft.LearningJobRunner;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LearningProgress;
import dev.autodidact.sft.LearningState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * For tests of the HTTP contract and of the queue only. The item's topic says what happens: {@code reject} is refused,
 * {@code break} throws, {@code hold} waits until it is let go; all else becomes bytes that name the parent and the item.
 */
@Alternative
@ApplicationScoped
public class ScriptedTraining implements LearningJobRunner {

    private final List<LearningJob> jobs = new CopyOnWriteArrayList<>();
    private final Semaphore gate = new Semaphore(0);

    /** All jobs seen. */
    public List<LearningJob> jobs() {
        return jobs;
    }

    /** Lets so many held jobs go on. */
    public void letGo(int count) {
        gate.release(count);
    }

    @Override
    public LearningOutcome run(LearningJob job, LearningProgress progress) throws InterruptedException {
        jobs.add(job);
        progress.report(LearningState.TRAINING, 0.5, "half way");
        String topic = String.valueOf(job.item().topic());
        if (topic.equals("hold")) {
            gate.acquire();
        }
        if (topic.equals("break")) {
            throw new IllegalStateException("the training broke on purpose");
        }
        progress.report(LearningState.EXAMINING, 0.9, "exam");
        if (topic.equals("reject")) {
            return new LearningOutcome.Refused("it damaged 3 of 10 answers", "{\"damaged\":\"3/10\"}");
        }
        byte[] bytes = (job.parent() + job.item().id()).getBytes(StandardCharsets.UTF_8);
        return new LearningOutcome.Accepted(bytes, 8, 16, "0".repeat(64), "{\"acquired\":\"1/1\"}", "[1.0,0.5]");
    }
}
