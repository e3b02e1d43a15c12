package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.ModelConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A fast stand-in for the trainer whose weights tell what they were trained on: the item with topic {@code n} adds 1 to
 * weight n of its parent's. An item that is lost leaves a 0, one that is applied twice a 2.
 */
final class SlotTraining implements LearningJobRunner {

    static final ModelConfig SHAPE = new ModelConfig(32, 1, 1, 1, 32, 64, 16, 1e-5, 10_000, 64, true, Set.of(0));
    static final LoraConfig LORA = new LoraConfig(8, 16);
    static final int SLOTS = zeros().length;

    private final AdapterStore store;
    private final Random random;
    private final int maxSleepMs;

    SlotTraining(AdapterStore store, long seed, int maxSleepMs) {
        this.store = store;
        this.random = new Random(seed);
        this.maxSleepMs = maxSleepMs;
    }

    static SlotTraining in(Path home) {
        return new SlotTraining(new AdapterStore(home), 1, 0);
    }

    @Override
    public LearningOutcome run(LearningJob job, LearningProgress progress) throws Exception {
        progress.report(LearningState.TRAINING, 0.1, null);
        nap();
        float[] values = job.parent() == null
                ? zeros()
                : Adapter.parse(SHAPE, job.parent(), store.load(job.parent())).values();
        values[Integer.parseInt(job.item().topic())] += 1;
        progress.report(LearningState.EXAMINING, 0.9, null);
        nap();
        return new LearningOutcome.Accepted(
                Adapter.of(SHAPE, LORA, values).bytes(), LORA.rank(), LORA.alpha(), "0".repeat(64), "{}", "[]");
    }

    /** How often each item is in an adapter's weights, by slot; those that are not at all are left out. */
    static Map<Integer, Integer> applied(byte[] adapter) {
        float[] values = Adapter.parse(SHAPE, "an adapter", adapter).values();
        Map<Integer, Integer> found = new HashMap<>();
        for (int slot = 0; slot < values.length; slot++) {
            if (values[slot] != 0) {
                found.put(slot, Math.round(values[slot]));
            }
        }
        return found;
    }

    private static float[] zeros() {
        float[] values = Adapter.initial(SHAPE, LORA, 0).values();
        java.util.Arrays.fill(values, 0);
        return values;
    }

    private void nap() throws InterruptedException {
        if (maxSleepMs > 0) {
            Thread.sleep(random.nextInt(maxSleepMs));
        }
    }
}
