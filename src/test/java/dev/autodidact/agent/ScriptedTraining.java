package dev.autodidact.agent;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.sft.AdapterInspection;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.LearningJob;
import dev.autodidact.sft.LearningJobRunner;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LearningProgress;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LedgerItem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * For tests of the HTTP contract and of the queue only. The item's topic says what happens: {@code reject} is refused,
 * {@code break} throws, {@code hold} waits until it is let go, {@code nan}, {@code infinite} and {@code garbage} bring what
 * must not be served, {@code replaces all} says all earlier otherwise, {@code reject after Q} and {@code break without Q} look at what was learned before; all else becomes
 * an adapter of a tiny shape, other for each parent and item. Where the source is {@code exact}, it depends on what real
 * weights depend on instead: the rows learned and their order.
 */
@Alternative
@ApplicationScoped
public class ScriptedTraining implements LearningJobRunner {

    private static final ModelConfig SHAPE = new ModelConfig(8, 1, 1, 1, 8, 8, 16, 1e-5, 10_000, 64, true, Set.of(0));
    private static final LoraConfig LORA = new LoraConfig(8, 16);

    private final List<LearningJob> jobs = new CopyOnWriteArrayList<>();
    private final Semaphore gate = new Semaphore(0);
    private volatile long consolidation;

    /** The door's measure is the shape of what is made here. */
    @Produces
    @Alternative
    @Singleton
    AdapterInspection inspection() {
        return new AdapterInspection(SHAPE);
    }

    /** All jobs seen. */
    public List<LearningJob> jobs() {
        return jobs;
    }

    /** Lets so many held jobs go on. */
    public void letGo(int count) {
        gate.release(count);
    }

    /** From now on the lesson of this many items trains all of them; 0 for none. */
    public void consolidateAt(long items) {
        consolidation = items;
    }

    @Override
    public boolean consolidates(long items) {
        return items == consolidation;
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
        if (job.whole() && topic.equals("too many")) {
            return new LearningOutcome.Refused("one training cannot hold all", "{}");
        }
        if (topic.startsWith("reject after ") && learned(job, topic.substring("reject after ".length()))) {
            return new LearningOutcome.Refused("it damaged 1 of 1 answers", "{\"damaged\":\"1/1\"}");
        }
        if (topic.startsWith("break without ") && !learned(job, topic.substring("break without ".length()))) {
            throw new IllegalStateException("the training broke on purpose");
        }
        String text = "exact".equals(job.item().source())
                ? (consolidates(job.position()) ? job.root() : job.parent())
                        + job.position()
                        + rows(job.learned())
                        + rows(List.of(job.item()))
                : job.parent() + job.item().id();
        byte[] bytes = topic.equals("garbage") ? new byte[] {1, 2, 3} : adapter(topic, text);
        return new LearningOutcome.Accepted(bytes, 8, 16, "0".repeat(64), "{\"acquired\":\"1/1\"}", "[1.0,0.5]");
    }

    @Override
    public List<Set<Integer>> replaced(LearningJob job) {
        boolean all = "replaces all".equals(job.item().topic());
        return job.learned().stream()
                .map(item -> all
                        ? IntStream.range(0, item.rows().size()).boxed().collect(Collectors.toSet())
                        : Set.<Integer>of())
                .toList();
    }

    private static byte[] adapter(String topic, String text) {
        String hash = AdapterStore.versionOf(text.getBytes(StandardCharsets.UTF_8));
        float[] values = Adapter.initial(SHAPE, LORA, Long.parseUnsignedLong(hash.substring(0, 16), 16))
                .values();
        switch (topic) {
            case "nan" -> values[values.length / 2] = Float.NaN;
            case "infinite" -> values[values.length - 1] = Float.NEGATIVE_INFINITY;
            default -> {}
        }
        return Adapter.of(SHAPE, LORA, values).bytes();
    }

    private static boolean learned(LearningJob job, String question) {
        return rows(job.learned()).contains("[q=" + question + ",");
    }

    private static String rows(List<LedgerItem> items) {
        return items.stream().map(LedgerItem::rows).toList().toString();
    }
}
