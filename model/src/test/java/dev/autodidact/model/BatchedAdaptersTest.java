package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** K adapters in one call against the same K adapters one after the other. */
class BatchedAdaptersTest {
    private static List<Adapter> starts(int k) {
        List<Adapter> out = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            out.add(i % 2 == 0 ? Tiny.adapter(60 + i) : Adapter.initial(Tiny.MODEL.config(), Tiny.LORA, 60 + i));
        }
        return out;
    }

    private static List<List<Example>> rows(int k) {
        List<List<Example>> out = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            out.add(Tiny.rows(70 + i, 1 + i % 4, 8 + 5 * i));
        }
        return out;
    }

    @Test
    void gradientsOfKAdaptersAreThoseOfKRuns() {
        List<Adapter> starts = starts(5);
        List<List<Example>> rows = rows(5);
        try (LoraTraining all = Tiny.MODEL.training(starts, Tiny.adamW(), Precision.F32)) {
            LoraTraining.Gradient together = all.gradient(PackedBatch.ofAll(rows));
            for (int k = 0; k < 5; k++) {
                try (LoraTraining one = Tiny.MODEL.training(List.of(starts.get(k)), Tiny.adamW(), Precision.F32)) {
                    LoraTraining.Gradient alone = one.gradient(PackedBatch.of(rows.get(k)));
                    assertThat((double) together.losses()[k]).isCloseTo(alone.losses()[0], within(2e-6));
                    double norm = Fixture.norm(alone.gradients()[0]);
                    assertThat(Fixture.maxDifference(together.gradients()[k], alone.gradients()[0]))
                            .as("adapter %d, gradient norm %s", k, norm)
                            .isLessThanOrEqualTo(2e-6 * Math.max(1, norm));
                }
            }
        }
    }

    @Test
    void trainingKAdaptersEndsWhereKTrainingsEnd() {
        List<Adapter> starts = starts(4);
        List<List<Example>> rows = rows(4);
        float[] rates = {1e-3f, 5e-3f, 0f, 1e-3f};
        List<Adapter> together;
        try (LoraTraining all = Tiny.MODEL.training(starts, Tiny.adamW(), Precision.F32)) {
            for (int step = 0; step < 6; step++) {
                all.step(PackedBatch.ofAll(rows), rates);
            }
            together = all.adapters();
        }
        for (int k = 0; k < 4; k++) {
            try (LoraTraining one = Tiny.MODEL.training(List.of(starts.get(k)), Tiny.adamW(), Precision.F32)) {
                for (int step = 0; step < 6; step++) {
                    one.step(PackedBatch.of(rows.get(k)), rates[k]);
                }
                assertThat(Fixture.maxDifference(
                                together.get(k).values(),
                                one.adapters().getFirst().values()))
                        .as("adapter %d", k)
                        .isLessThanOrEqualTo(2e-5);
            }
        }
        assertThat(together.get(2))
                .as("learning rate 0 leaves the adapter alone")
                .isEqualTo(starts.get(2));
    }

    @Test
    void scoresOfKAdaptersAreThoseOfKCalls() {
        List<Adapter> adapters = starts(5);
        List<List<Example>> rows = rows(5);
        Scores together = Tiny.MODEL.score(PackedBatch.ofAll(rows), adapters, Precision.F32);
        for (int k = 0; k < 5; k++) {
            List<Scores.Row> alone = Tiny.MODEL
                    .score(PackedBatch.of(rows.get(k)), List.of(adapters.get(k)), Precision.F32)
                    .rows()
                    .getFirst();
            assertThat(together.rows().get(k)).hasSameSizeAs(alone);
            for (int i = 0; i < alone.size(); i++) {
                Scores.Row row = together.rows().get(k).get(i);
                assertThat(row.logProbability()).isCloseTo(alone.get(i).logProbability(), within(1e-4));
                assertThat(row.targets()).isEqualTo(alone.get(i).targets());
                assertThat(row.exact()).isEqualTo(alone.get(i).exact());
            }
        }
    }

    @Test
    void textsWithDifferentAdaptersInOneBatchAreThoseOfSingleCalls() {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Adapter adapter = i % 3 == 0 ? null : Tiny.adapter(80 + i % 5);
            Sampling sampling = i % 2 == 0 ? Sampling.greedy() : new Sampling(0.8, i % 4 == 1 ? 1 : 0.9, 7 + i);
            requests.add(new GenerationRequest(
                    Tiny.prompt(90 + i, 1 + 3 * (i % 6)), adapter, sampling, 4 + 3 * i, Set.of(9, 17, 40 + i)));
        }
        assertSameTexts(requests);
    }

    @Test
    void textsWithOneSharedAdapterInOneBatchAreThoseOfSingleCalls() {
        Adapter shared = Tiny.adapter();
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            requests.add(new GenerationRequest(
                    Tiny.prompt(i, 5 + i), shared, new Sampling(1, 0.95, i), 20, Set.of(100 + i)));
        }
        assertSameTexts(requests);
    }

    private static void assertSameTexts(List<GenerationRequest> requests) {
        List<Completion> together = Tiny.MODEL.generate(requests, Precision.F32);
        for (int i = 0; i < requests.size(); i++) {
            Completion alone = Tiny.MODEL.generate(requests.get(i), Precision.F32, token -> true);
            assertThat(together.get(i).tokens()).as("request %d", i).isEqualTo(alone.tokens());
            assertThat(together.get(i).finish()).isEqualTo(alone.finish());
            assertThat(together.get(i).logProbabilities()).hasSameSizeAs(alone.logProbabilities());
            for (int t = 0; t < alone.logProbabilities().length; t++) {
                assertThat(together.get(i).logProbabilities()[t]).isCloseTo(alone.logProbabilities()[t], within(2e-4));
            }
        }
    }

    @Test
    void unequalRanksAndWrongCountsAreRefused() {
        Adapter four = Tiny.adapter();
        Adapter two = Adapter.initial(Tiny.MODEL.config(), new LoraConfig(2, 4), 1);
        assertThatThrownBy(() -> Tiny.MODEL.training(List.of(four, two), Tiny.adamW(), Precision.F32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("4", "2");
        PackedBatch batch = PackedBatch.of(Tiny.rows(1, 2, 9));
        assertThatThrownBy(() -> Tiny.MODEL.score(batch, List.of(four, four), Precision.F32))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tiny.MODEL.score(PackedBatch.ofAll(rows(2)), List.of(four, two), Precision.F32))
                .isInstanceOf(IllegalArgumentException.class);
        try (LoraTraining training = Tiny.MODEL.training(List.of(four), Tiny.adamW(), Precision.F32)) {
            assertThatThrownBy(() -> training.step(PackedBatch.ofAll(rows(2)), 1e-3f))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> training.step(batch, 1e-3f, 1e-3f)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void adaptersOfDifferentRanksMayDecodeInOneBatchOrAreRefusedInWords() {
        Adapter two = Adapter.initial(Tiny.MODEL.config(), new LoraConfig(2, 4), 1);
        List<GenerationRequest> requests = List.of(
                new GenerationRequest(new int[] {5, 6}, Tiny.adapter(), Sampling.greedy(), 4, Set.of()),
                new GenerationRequest(new int[] {5, 6}, two, Sampling.greedy(), 4, Set.of()));
        try {
            assertSameTexts(requests);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("rank");
        }
    }
}
