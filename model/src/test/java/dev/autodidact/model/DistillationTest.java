package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Training on a teacher's distributions, the distance from the base, and training of some layers only. */
class DistillationTest {
    private static final List<Example> ROWS = Tiny.rows(31, 4, 20);
    private static final PackedBatch BATCH = PackedBatch.of(ROWS);

    private static LoraTraining training(Adapter start) {
        return Tiny.MODEL.training(List.of(start), Tiny.adamW(), Precision.F32);
    }

    private static SoftTargets everywhere(float[] logProbabilities) {
        long[] at = new long[BATCH.targets().length];
        Arrays.setAll(at, i -> i);
        return new SoftTargets(at, logProbabilities, BATCH.weights());
    }

    private static PackedBatch unweighted() {
        return BATCH.weighted(new float[BATCH.weights().length]);
    }

    @Test
    void aStudentThatEqualsItsTeacherHasNothingToLearn() {
        Adapter start = Adapter.initial(Tiny.MODEL.config(), Tiny.LORA, 1);
        try (LoraTraining training = training(start)) {
            float[] teacher = Tiny.MODEL.logProbabilities(BATCH, Precision.F32);
            LoraTraining.StepResult result = training.step(unweighted(), everywhere(teacher), 1e-2f);
            assertThat(result.losses()[0]).isCloseTo(0f, within(1e-5f));
            assertThat(result.gradientNorms()[0]).isCloseTo(0f, within(1e-4f));
        }
    }

    @Test
    void aTeacherThatIsSureIsCrossEntropy() {
        int vocabulary = Tiny.MODEL.config().vocabulary();
        float[] sure = new float[BATCH.targets().length * vocabulary];
        Arrays.fill(sure, -1000f);
        for (int n = 0; n < BATCH.targets().length; n++) {
            sure[n * vocabulary + (int) BATCH.targets()[n]] = 0f;
        }
        Adapter start = Tiny.adapter(5);
        try (LoraTraining soft = training(start);
                LoraTraining hard = training(start)) {
            LoraTraining.StepResult one = soft.step(unweighted(), everywhere(sure), 1e-2f);
            LoraTraining.StepResult two = hard.step(BATCH, 1e-2f);
            assertThat(one.losses()[0]).isCloseTo(two.losses()[0], within(1e-4f));
            assertThat(one.gradientNorms()[0]).isCloseTo(two.gradientNorms()[0], within(1e-3f));
        }
    }

    @Test
    void theDivergenceIsThatOfTheTwoDistributions() {
        Example row = ROWS.getFirst();
        Adapter adapter = Tiny.adapter(6);
        float[] ours = Tiny.MODEL.divergence(PackedBatch.of(List.of(row)), adapter, Precision.F32);
        float[] base = Tiny.MODEL.logits(row.tokens(), null, Precision.F32);
        float[] moved = Tiny.MODEL.logits(row.tokens(), adapter, Precision.F32);
        int vocabulary = Tiny.MODEL.config().vocabulary();
        int n = 0;
        for (int t = 1; t < row.length(); t++) {
            if (row.weights()[t] > 0) {
                double expected = divergence(
                        Arrays.copyOfRange(base, (t - 1) * vocabulary, t * vocabulary),
                        Arrays.copyOfRange(moved, (t - 1) * vocabulary, t * vocabulary));
                assertThat((double) ours[n++]).isCloseTo(expected, within(1e-4));
            }
        }
        assertThat(ours).hasSize(n);
        assertThat(Tiny.MODEL.divergence(BATCH, Adapter.initial(Tiny.MODEL.config(), Tiny.LORA, 1), Precision.F32))
                .containsOnly(0f);
    }

    private static double divergence(float[] from, float[] to) {
        double sum = 0;
        for (int v = 0; v < from.length; v++) {
            double p = from[v] - logSum(from);
            sum += Math.exp(p) * (p - (to[v] - logSum(to)));
        }
        return sum;
    }

    private static double logSum(float[] logits) {
        double sum = 0;
        for (float l : logits) {
            sum += Math.exp(l);
        }
        return Math.log(sum);
    }

    @Test
    void layersThatAreNotNamedStayAsTheyAre() {
        Adapter start = Tiny.adapter(7);
        float[] before = start.values();
        float[] after;
        try (LoraTraining training = training(start)) {
            training.only(Set.of("q_proj", "v_proj"));
            training.step(BATCH, 1e-2f);
            after = training.adapters().getFirst().values();
        }
        for (LoraLayout.Part part : LoraLayout.parts(Tiny.MODEL.config(), Tiny.LORA.rank())) {
            boolean same = Arrays.equals(
                    before,
                    part.offset(),
                    part.offset() + part.length(),
                    after,
                    part.offset(),
                    part.offset() + part.length());
            assertThat(same)
                    .as(part.name())
                    .isEqualTo(!part.name().contains("q_proj") && !part.name().contains("v_proj"));
        }
        try (LoraTraining training = training(start)) {
            assertThatThrownBy(() -> training.only(Set.of("w_proj")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'w_proj'");
        }
    }

    @Test
    void distributionsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new SoftTargets(new long[] {0, 1}, new float[3], new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 predictions, 3 log-probabilities");
    }
}
