package dev.autodidact.agent;

import dev.autodidact.sft.LearningJob;
import dev.autodidact.sft.LearningJobRunner;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LearningProgress;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LedgerItem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * For tests of the HTTP contract and of the queue only. The item's topic says what happens: {@code reject} is refused,
 * {@code break} throws, {@code hold} waits until it is let go, {@code reject after Q} and {@code break without Q} look at
 * what was learned before; all else becomes bytes that name the parent and the item. Where the source is {@code exact}, the
 * bytes name what real weights depend on instead: the rows learned and their order.
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
        if (topic.startsWith("reject after ") && learned(job, topic.substring("reject after ".length()))) {
            return new LearningOutcome.Refused("it damaged 1 of 1 answers", "{\"damaged\":\"1/1\"}");
        }
        if (topic.startsWith("break without ") && !learned(job, topic.substring("break without ".length()))) {
            throw new IllegalStateException("the training broke on purpose");
        }
        String text = "exact".equals(job.item().source())
                ? job.parent() + job.position() + rows(job.learned()) + rows(List.of(job.item()))
                : job.parent() + job.item().id();
        return new LearningOutcome.Accepted(
                text.getBytes(StandardCharsets.UTF_8), 8, 16, "0".repeat(64), "{\"acquired\":\"1/1\"}", "[1.0,0.5]");
    }

    private static boolean learned(LearningJob job, String question) {
        return rows(job.learned()).contains("[q=" + question + ",");
    }

    private static String rows(List<LedgerItem> items) {
        return items.stream().map(LedgerItem::rows).toList().toString();
    }
}
