package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Equal inputs give equal bits: an adapter can be rebuilt from its ledger and compared by hash. */
class DeterminismTest {
    private final List<byte[]> litter = new ArrayList<>();

    /** Moves later Java arrays to other addresses. */
    private void shiftTheHeap(int i) {
        litter.add(new byte[4 * i + 1]);
    }

    @Test
    void twentyTrainingsGiveTwentyEqualVersions() {
        Adapter start = Adapter.initial(Tiny.MODEL.config(), Tiny.LORA, 5);
        List<Example> rows = Tiny.rows(6, 5, 30);
        String first = null;
        for (int i = 0; i < 20; i++) {
            shiftTheHeap(i);
            String version = Adapter.of(Tiny.MODEL.config(), Tiny.LORA, Tiny.train(start, rows, 8))
                    .version();
            first = first == null ? version : first;
            assertThat(version).as("run %d", i).isEqualTo(first);
        }
    }

    @Test
    void theFirstTrainingOfAFreshModelEndsWhereALaterOneEnds() {
        PackedBatch batch = PackedBatch.of(Tiny.rows(12, 5, 30));
        List<List<Float>> gradients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (LanguageModel fresh = LanguageModel.load(Fixture.path("tiny-llama"));
                    LoraTraining training = fresh.training(List.of(Tiny.adapter(13)), Tiny.adamW(), Precision.F32)) {
                for (int call = 0; call < 3; call++) {
                    List<Float> gradient = new ArrayList<>();
                    for (float g : training.gradient(batch).gradients()[0]) {
                        gradient.add(g);
                    }
                    gradients.add(gradient);
                }
            }
        }
        assertThat(gradients).allMatch(gradients.getFirst()::equals);
    }

    @Test
    void trainingInABfloat16BaseRepeatsToo() {
        PackedBatch batch = PackedBatch.ofAll(List.of(Tiny.rows(7, 3, 20), Tiny.rows(8, 4, 20)));
        List<Adapter> start = List.of(Tiny.adapter(1), Tiny.adapter(2));
        List<List<Adapter>> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            shiftTheHeap(i);
            try (LoraTraining training = Tiny.MODEL.training(start, AdamW.standard(), Precision.BF16)) {
                for (int step = 0; step < 6; step++) {
                    training.step(batch, 1e-2f, 1e-3f);
                }
                runs.add(training.adapters());
            }
        }
        assertThat(runs).allMatch(runs.getFirst()::equals);
    }

    @Test
    void logitsAndSampledTextsRepeat() {
        int[] prompt = Tiny.prompt(9, 19);
        float[] logits = Tiny.MODEL.logits(prompt, Tiny.adapter(3), Precision.F32);
        GenerationRequest request =
                new GenerationRequest(prompt, Tiny.adapter(3), new Sampling(1, 0.9, 11), 40, Set.of());
        Completion text = Tiny.MODEL.generate(request, Precision.F32, token -> true);
        for (int i = 0; i < 5; i++) {
            shiftTheHeap(i);
            assertThat(Tiny.MODEL.logits(prompt, Tiny.adapter(3), Precision.F32))
                    .isEqualTo(logits);
            Completion again = Tiny.MODEL.generate(request, Precision.F32, token -> true);
            assertThat(again.tokens()).isEqualTo(text.tokens());
            assertThat(again.logProbabilities()).isEqualTo(text.logProbabilities());
        }
    }

    @Test
    void anotherSeedGivesAnotherText() {
        int[] prompt = Tiny.prompt(9, 19);
        List<int[]> texts = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            GenerationRequest request = new GenerationRequest(prompt, null, new Sampling(1.5, 1, seed), 30, Set.of());
            texts.add(Tiny.MODEL.generate(request, Precision.F32, token -> true).tokens());
        }
        assertThat(texts.stream().map(java.util.Arrays::toString).distinct()).hasSize(4);
    }

    @Test
    void aSecondLoadOfTheSameFolderGivesTheSameBitsAndHash() {
        try (LanguageModel again = LanguageModel.load(Fixture.path("tiny-llama"))) {
            assertThat(again.hash()).isEqualTo(Tiny.MODEL.hash()).hasSize(64);
            int[] prompt = Tiny.prompt(10, 12);
            assertThat(again.logits(prompt, null, Precision.F32))
                    .isEqualTo(Tiny.MODEL.logits(prompt, null, Precision.F32));
        }
    }
}
