package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every family against transformers and peft in f32: logits, losses, LoRA gradients, and greedy texts out of the cache. */
class ModelFamilyTest {
    private static void matches(String name) {
        try (LanguageModel model = LanguageModel.load(Fixture.path(name))) {
            JsonObject golden = Fixture.object(name + ".json");
            logits(model, name, golden);
            losses(model, golden);
            gradients(model, name, golden);
            texts(model, golden);
        }
    }

    private static List<JsonObject> sequences(JsonObject golden) {
        return golden.getAsJsonArray("sequences").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static void logits(LanguageModel model, String name, JsonObject golden) {
        Map<String, Fixture.Values> tensors = Fixture.tensors(name + ".safetensors");
        List<JsonObject> sequences = sequences(golden);
        for (int s = 0; s < sequences.size(); s++) {
            float[] ours = model.logits(Fixture.ints(sequences.get(s).get("ids")), null, Precision.F32);
            assertThat(Fixture.maxDifference(ours, tensors.get("logits." + s).data()))
                    .as("%s, sequence %d", name, s)
                    .isLessThanOrEqualTo(1e-4);
        }
    }

    private static void losses(LanguageModel model, JsonObject golden) {
        List<Scores.Row> packed = model.score(PackedBatch.of(Fixture.rows(golden)), List.of(), Precision.F32)
                .rows()
                .getFirst();
        List<JsonObject> sequences = sequences(golden);
        for (int s = 0; s < sequences.size(); s++) {
            assertThat(-packed.get(s).mean())
                    .as("packed row %d", s)
                    .isCloseTo(sequences.get(s).get("loss").getAsDouble(), within(1e-4));
        }
    }

    private static void gradients(LanguageModel model, String name, JsonObject golden) {
        JsonObject lora = golden.getAsJsonObject("lora");
        Adapter adapter = MiniMind.adapter(model.config(), lora);
        Map<String, Fixture.Values> tensors = Fixture.tensors(name + "-lora.safetensors");
        int[] last = Fixture.ints(sequences(golden).getLast().get("ids"));
        assertThat(Fixture.maxDifference(
                        model.logits(last, adapter, Precision.F32),
                        tensors.get("logits.last").data()))
                .as("%s with adapter", name)
                .isLessThanOrEqualTo(1e-4);
        try (LoraTraining training = model.training(List.of(adapter), Tiny.adamW(), Precision.F32)) {
            LoraTraining.Gradient ours = training.gradient(PackedBatch.of(Fixture.rows(golden)));
            assertThat((double) ours.losses()[0]).isCloseTo(lora.get("loss").getAsDouble(), within(1e-4));
            float[] theirs = Fixture.flat(model.config(), 2, tensors, "grad.");
            assertThat(Fixture.norm(theirs)).isGreaterThan(1);
            assertThat(Fixture.maxDifference(ours.gradients()[0], theirs))
                    .isLessThanOrEqualTo(1e-5 * Fixture.norm(theirs));
        }
    }

    /** Prompts of different lengths, one by one and in one batch; a window, where there is one, is shorter than each. */
    private static void texts(LanguageModel model, JsonObject golden) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (JsonObject sequence : sequences(golden)) {
            int[] prompt = Fixture.ints(sequence.get("ids"));
            GenerationRequest request = new GenerationRequest(prompt, null, Sampling.greedy(), 32, Set.of());
            assertThat(model.generate(request, Precision.F32, token -> true).tokens())
                    .isEqualTo(Fixture.ints(sequence.get("greedy")));
            requests.add(request);
        }
        List<Completion> together = model.generate(requests, Precision.F32);
        for (int s = 0; s < requests.size(); s++) {
            assertThat(together.get(s).tokens())
                    .isEqualTo(Fixture.ints(sequences(golden).get(s).get("greedy")));
        }
    }

    @Test
    void ropeScalingOfLlama3() {
        matches("tiny-llama-rope3");
    }

    @Test
    void llamaWithBiasesOnAllProducts() {
        matches("tiny-llama-bias");
    }

    @Test
    void mistralWithASlidingWindow() {
        matches("tiny-mistral");
    }

    @Test
    void qwen2WithBiases() {
        matches("tiny-qwen2");
    }

    @Test
    void qwen2WithAWindowInItsUpperLayers() {
        matches("tiny-qwen2-window");
    }

    @Test
    void qwen3WithNormsOfQueriesAndKeys() {
        matches("tiny-qwen3");
    }

    @Test
    void smollm3WithLayersThatAreNotTurned() {
        matches("tiny-smollm3");
    }

    @Test
    void aBatchOfAdaptersEqualsEachAloneInEveryFamily() {
        for (String name : List.of("tiny-mistral", "tiny-qwen2", "tiny-qwen3", "tiny-smollm3", "tiny-llama-bias")) {
            try (LanguageModel model = LanguageModel.load(Fixture.path(name))) {
                List<Adapter> adapters = new ArrayList<>();
                List<List<Example>> rows = new ArrayList<>();
                for (int k = 0; k < 3; k++) {
                    adapters.add(Adapter.initial(model.config(), Tiny.LORA, k));
                    rows.add(Tiny.rows(70 + k, 4, 20));
                }
                List<Adapter> together = trained(model, adapters, PackedBatch.ofAll(rows));
                for (int k = 0; k < 3; k++) {
                    List<Adapter> alone = trained(model, List.of(adapters.get(k)), PackedBatch.of(rows.get(k)));
                    assertThat(Fixture.maxDifference(
                                    together.get(k).values(), alone.getFirst().values()))
                            .as("%s, adapter %d", name, k)
                            .isLessThan(1e-5);
                }
            }
        }
    }

    private static List<Adapter> trained(LanguageModel model, List<Adapter> start, PackedBatch batch) {
        float[] rates = new float[start.size()];
        Arrays.fill(rates, 1e-3f);
        try (LoraTraining training = model.training(start, Tiny.adamW(), Precision.F32)) {
            training.step(batch, rates);
            training.step(batch, rates);
            return training.adapters();
        }
    }
}
