package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Steps that spare memory against those that do not. */
class MicroStepsTest {
    private static final PackedBatch BATCH =
            PackedBatch.ofAll(List.of(Tiny.rows(31, 40, 30), Tiny.rows(32, 25, 40), Tiny.rows(33, 50, 20)));

    private static float[] gradient(LanguageModel model, PackedBatch batch, int positions, boolean recompute) {
        List<Adapter> start = List.of(Fixtures.random(model, 1), Fixtures.random(model, 2), Fixtures.random(model, 3));
        try (LoraTraining training = model.training(start.subList(0, batch.adapters()), Tiny.adamW(), Precision.F32)) {
            training.spareMemory(positions, recompute);
            return flat(training.gradient(batch));
        }
    }

    private static float[] flat(LoraTraining.Gradient gradient) {
        float[] all = new float[gradient.gradients().length * gradient.gradients()[0].length + 3];
        for (int k = 0; k < gradient.gradients().length; k++) {
            float[] own = gradient.gradients()[k];
            System.arraycopy(own, 0, all, k * own.length, own.length);
            all[all.length - 1 - k] = gradient.losses()[k];
        }
        return all;
    }

    @Test
    void microBatchesAddUpToTheWholeGradient() {
        assertThat(BATCH.sequences()).isGreaterThanOrEqualTo(3);
        float[] whole = gradient(Tiny.MODEL, BATCH, Integer.MAX_VALUE, false);
        for (int positions : new int[] {BATCH.ids().length / 2, 1}) {
            float[] parts = gradient(Tiny.MODEL, BATCH, positions, false);
            assertThat(Fixture.maxDifference(parts, whole)).isLessThan(2e-6 * Fixture.norm(whole));
        }
    }

    @Test
    void recomputedBlocksGiveTheSameGradientInEveryFamily() {
        for (String name : List.of("tiny-llama", "tiny-mistral", "tiny-qwen2-window", "tiny-qwen3", "tiny-smollm3")) {
            try (LanguageModel model = LanguageModel.load(Fixture.path(name))) {
                float[] whole = gradient(model, BATCH, Integer.MAX_VALUE, false);
                float[] thrifty = gradient(model, BATCH, Integer.MAX_VALUE, true);
                assertThat(Fixture.maxDifference(thrifty, whole)).as(name).isLessThan(2e-6 * Fixture.norm(whole));
            }
        }
    }

    @Test
    void aStepThatSparesMemoryIsTheSameStepAlsoWithATeacher() {
        PackedBatch batch = PackedBatch.of(Tiny.rows(41, 60, 30));
        int vocabulary = Tiny.MODEL.config().vocabulary();
        long[] at = {0, 7, batch.targets().length / 2, batch.targets().length - 1};
        float[] taught = new float[at.length * vocabulary];
        Random random = new Random(3);
        for (int m = 0; m < at.length; m++) {
            double sum = 0;
            for (int v = 0; v < vocabulary; v++) {
                taught[m * vocabulary + v] = (float) random.nextGaussian();
                sum += Math.exp(taught[m * vocabulary + v]);
            }
            for (int v = 0; v < vocabulary; v++) {
                taught[m * vocabulary + v] -= (float) Math.log(sum);
            }
        }
        SoftTargets soft = new SoftTargets(at, taught, new float[] {0.1f, 0.2f, 0.3f, 0.4f});
        float[] plain = afterTwoSteps(batch, soft, Integer.MAX_VALUE, false);
        assertThat(Fixture.maxDifference(afterTwoSteps(batch, soft, 1, false), plain))
                .isLessThan(2e-5);
        assertThat(Fixture.maxDifference(afterTwoSteps(batch, soft, 1, true), plain))
                .isLessThan(2e-5);
    }

    private static float[] afterTwoSteps(PackedBatch batch, SoftTargets soft, int positions, boolean recompute) {
        try (LoraTraining training = Tiny.MODEL.training(List.of(Tiny.adapter()), AdamW.standard(), Precision.F32)) {
            training.spareMemory(positions, recompute);
            training.step(batch, soft, 1e-3f);
            LoraTraining.StepResult result = training.step(batch, soft, 1e-3f);
            assertThat(result.gradientNorms()[0]).isPositive();
            return training.adapters().getFirst().values();
        }
    }

    @Test
    void partsAtOnceGiveTheBitsOfPartsOneAfterTheOther() {
        int n = BATCH.sequences();
        assertThat(n).isGreaterThanOrEqualTo(3);
        int perSequence = BATCH.ids().length / n;
        float[] one = gradient(Tiny.MODEL, BATCH, (n + 1) / 2 * perSequence, false);
        for (int run = 0; run < 5; run++) {
            List<Adapter> start = List.of(
                    Fixtures.random(Tiny.MODEL, 1), Fixtures.random(Tiny.MODEL, 2), Fixtures.random(Tiny.MODEL, 3));
            try (LoraTraining training = Tiny.MODEL.training(start, Tiny.adamW(), Precision.F32)) {
                training.inParts(2);
                assertThat(flat(training.gradient(BATCH))).isEqualTo(one);
            }
        }
    }

    /** The tiny model with a bound so low that steps and scores are cut, and one so low that blocks are computed twice. */
    @Test
    void whatNeedsMoreThanItsBoundIsCutAndIsTheSame() {
        List<Adapter> adapters = List.of(Fixtures.random(Tiny.MODEL, 1), Fixtures.random(Tiny.MODEL, 2));
        PackedBatch two = PackedBatch.ofAll(List.of(Tiny.rows(31, 40, 30), Tiny.rows(32, 60, 40)));
        PackedBatch one = PackedBatch.of(Tiny.rows(31, 60, 30));
        long whole = StepMemory.of(Tiny.MODEL.config(), Precision.F32).training(two, false);
        Scores scores = Tiny.MODEL.score(two, adapters, Precision.F32);
        float[] kl = Tiny.MODEL.divergence(one, adapters.getFirst(), Precision.F32);
        float[] taught = Tiny.MODEL.logProbabilities(one, Precision.F32);
        float[] steps = steps(Tiny.MODEL, adapters, two);
        for (long bound : new long[] {whole / 2, 1}) {
            try (LanguageModel tight =
                    LanguageModel.load(Fixture.path("tiny-llama"), Placement.EXACT.withStepBytes(bound))) {
                assertThat(Fixture.maxDifference(steps(tight, adapters, two), steps))
                        .isLessThan(2e-5);
                Scores cut = tight.score(two, adapters, Precision.F32);
                for (int k = 0; k < 2; k++) {
                    for (int i = 0; i < scores.rows().get(k).size(); i++) {
                        assertThat(cut.rows().get(k).get(i).logProbability())
                                .isCloseTo(scores.rows().get(k).get(i).logProbability(), within(1e-4));
                    }
                }
                assertThat(Fixture.maxDifference(tight.divergence(one, adapters.getFirst(), Precision.F32), kl))
                        .isLessThan(1e-5);
                assertThat(Fixture.maxDifference(tight.logProbabilities(one, Precision.F32), taught))
                        .isLessThan(1e-5);
            }
        }
    }

    private static float[] steps(LanguageModel model, List<Adapter> start, PackedBatch batch) {
        try (LoraTraining training = model.training(start, AdamW.standard(), Precision.F32)) {
            training.inParts(2);
            training.step(batch, 1e-3f, 1e-3f);
            training.step(batch, 1e-3f, 1e-3f);
            float[] all = new float[2 * training.adapters().getFirst().values().length];
            for (int k = 0; k < 2; k++) {
                float[] own = training.adapters().get(k).values();
                System.arraycopy(own, 0, all, k * own.length, own.length);
            }
            return all;
        }
    }

    @Test
    void theEnginesOwnRefusalOfMemoryIsKnownAndTheProcessLives() {
        try (Torch torch = ModelLoad.script(Tiny.MODEL.config(), "cpu");
                ai.djl.pytorch.engine.PtNDManager scope = torch.scope()) {
            // 256 TiB: more than a process can address
            assertThatThrownBy(() -> Torch.zeros(scope, 1 << 22, 1 << 24))
                    .satisfies(e -> assertThat(MicroSteps.outOfMemory(e))
                            .as(e.toString())
                            .isTrue());
        }
        assertThat(Tiny.MODEL.logits(Tiny.prompt(1, 5), null, Precision.F32)).isNotEmpty();
    }

    @Test
    void memoryGrowsWithWhatIsKept() {
        ModelConfig billion =
                new ModelConfig(2048, 16, 32, 8, 64, 8192, 128256, 1e-5, 5e5, 8192, true, java.util.Set.of());
        StepMemory memory = StepMemory.of(billion, Precision.BF16);
        long step = memory.training(32 * 256, 256, 512, false);
        assertThat(step).isBetween(15_000_000_000L, 40_000_000_000L);
        assertThat(memory.training(32 * 256, 256, 512, true)).isLessThan(step / 4);
        Placement bounded = Placement.serving("", "cpu", "bf16", billion);
        assertThat(MemoryNeed.learning(billion, bounded)).isBetween(2L << 30, 3L << 30);
        assertThat(StepMemory.fitting(8, 1000, 300)).isEqualTo(2);
        assertThat(StepMemory.fitting(8, 1000, 1)).isEqualTo(1);
        assertThat(StepMemory.fitting(8, 1000, 1000)).isEqualTo(8);
    }

    @Test
    void whatFitsInNoWayIsRefusedInWordsAndTheProcessLives() {
        assertThat(MicroSteps.outOfMemory(new IllegalStateException(
                        "x", new RuntimeException("CUDA out of memory. Tried to allocate 2.00 GiB"))))
                .isTrue();
        assertThat(MicroSteps.outOfMemory(new IllegalStateException("a shape is wrong")))
                .isFalse();
        assertThatThrownBy(() -> gradient(Tiny.MODEL, BATCH, 0, false)).hasMessageContaining("positions is 0");
    }

    /** Adapters for any model. */
    private static final class Fixtures {
        static Adapter random(LanguageModel model, long seed) {
            float[] values = Adapter.initial(model.config(), Tiny.LORA, seed).values();
            Random random = new Random(seed);
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.1 * random.nextGaussian());
            }
            return Adapter.of(model.config(), Tiny.LORA, values);
        }
    }
}
