package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The short number formats against f32. */
class PrecisionTest {
    private static double relative(float[] a, float[] b) {
        float[] difference = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return Fixture.norm(difference) / Fixture.norm(b);
    }

    @Test
    void logitsInHalfFormatsStayWithinTheirRounding() {
        int[] ids = Tiny.prompt(1, 30);
        float[] exact = Tiny.MODEL.logits(ids, Tiny.adapter(2), Precision.F32);
        assertThat(relative(Tiny.MODEL.logits(ids, Tiny.adapter(2), Precision.BF16), exact))
                .isBetween(1e-4, 5e-2);
        assertThat(relative(Tiny.MODEL.logits(ids, Tiny.adapter(2), Precision.F16), exact))
                .isBetween(1e-5, 5e-3);
    }

    @Test
    void gradientsInABfloat16BasePointTheSameWay() {
        PackedBatch batch = PackedBatch.of(Tiny.rows(3, 4, 24));
        List<Adapter> start = List.of(Tiny.adapter(4));
        try (LoraTraining exact = Tiny.MODEL.training(start, Tiny.adamW(), Precision.F32);
                LoraTraining rounded = Tiny.MODEL.training(start, Tiny.adamW(), Precision.BF16)) {
            LoraTraining.Gradient a = exact.gradient(batch);
            LoraTraining.Gradient b = rounded.gradient(batch);
            assertThat((double) b.losses()[0]).isCloseTo(a.losses()[0], within(0.05 * a.losses()[0]));
            assertThat(relative(b.gradients()[0], a.gradients()[0])).isLessThan(0.1);
        }
    }

    @Test
    void aPrecisionFirstUsedAfterTrainingWorksToo() {
        try (LanguageModel model = LanguageModel.load(Fixture.path("tiny-llama"))) {
            PackedBatch batch = PackedBatch.of(Tiny.rows(5, 2, 12));
            try (LoraTraining training = model.training(List.of(Tiny.adapter(6)), Tiny.adamW(), Precision.F32)) {
                training.step(batch, 1e-3f);
            }
            int[] ids = Tiny.prompt(7, 9);
            float[] exact = model.logits(ids, null, Precision.F32);
            assertThat(relative(model.logits(ids, null, Precision.BF16), exact)).isLessThan(5e-2);
            assertThat(relative(model.logits(ids, null, Precision.F16), exact)).isLessThan(5e-3);
        }
    }
}
