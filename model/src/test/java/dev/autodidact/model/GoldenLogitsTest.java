package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Logits, log-probabilities and losses against PyTorch, transformers and peft, all in f32. */
class GoldenLogitsTest {
    private static final double TOLERANCE = 1e-4;

    private static void logitsAgree(LanguageModel model, String name, String figures, Adapter adapter) {
        JsonObject golden = Fixture.object(name + ".json");
        Map<String, Fixture.Values> tensors = Fixture.tensors(figures + ".safetensors");
        for (int s = 0; s < golden.getAsJsonArray("sequences").size(); s++) {
            int[] ids = Fixture.ints(sequence(golden, s).get("ids"));
            float[] logits = model.logits(ids, adapter, Precision.F32);
            assertThat(Fixture.maxDifference(logits, tensors.get("logits." + s).data()))
                    .as("%s, sequence %d", figures, s)
                    .isLessThanOrEqualTo(TOLERANCE);
        }
    }

    private static JsonObject sequence(JsonObject golden, int s) {
        return golden.getAsJsonArray("sequences").get(s).getAsJsonObject();
    }

    private static void scoresAgree(
            LanguageModel model, JsonObject golden, List<Adapter> adapters, JsonObject figures) {
        List<Example> rows = Fixture.rows(golden);
        List<Scores.Row> scores = model.score(PackedBatch.of(rows), adapters, Precision.F32)
                .rows()
                .getFirst();
        double sum = 0;
        int targets = 0;
        for (int s = 0; s < rows.size(); s++) {
            assertThat(scores.get(s).targets())
                    .isEqualTo(sequence(golden, s).get("labels").getAsInt());
            if (figures.has("sequences")) {
                assertThat(-scores.get(s).mean())
                        .isCloseTo(sequence(figures, s).get("loss").getAsDouble(), within(TOLERANCE));
            }
            sum -= scores.get(s).logProbability();
            targets += scores.get(s).targets();
        }
        assertThat(sum / targets).isCloseTo(figures.get("loss").getAsDouble(), within(TOLERANCE));
    }

    @Test
    void aTiedF32ModelMatches() {
        logitsAgree(Tiny.MODEL, "tiny-llama", "tiny-llama", null);
        scoresAgree(Tiny.MODEL, Tiny.GOLDEN, List.of(), Tiny.GOLDEN);
    }

    @Test
    void aPeftAdapterMatches() {
        logitsAgree(Tiny.MODEL, "tiny-llama", "tiny-llama-lora", Tiny.adapter());
        scoresAgree(Tiny.MODEL, Tiny.GOLDEN, List.of(Tiny.adapter()), Tiny.GOLDEN.getAsJsonObject("lora"));
    }

    @Test
    void anUntiedModelInTwoShardsWithBfloat16WeightsMatches() {
        try (LanguageModel model = LanguageModel.load(Fixture.path("tiny-llama-untied"))) {
            JsonObject golden = Fixture.object("tiny-llama-untied.json");
            Adapter adapter = Fixture.adapter(model.config(), "tiny-llama-untied-lora", 4, 8);
            logitsAgree(model, "tiny-llama-untied", "tiny-llama-untied", null);
            logitsAgree(model, "tiny-llama-untied", "tiny-llama-untied-lora", adapter);
            scoresAgree(model, golden, List.of(), golden);
            scoresAgree(model, golden, List.of(adapter), golden.getAsJsonObject("lora"));
        }
    }

    @Test
    void miniMindMatches() {
        try (LanguageModel model = LanguageModel.load(Fixture.minimind())) {
            JsonObject golden = Fixture.object("minimind.json");
            Map<String, Fixture.Values> tensors = Fixture.tensors("minimind.safetensors");
            int[] columns = Fixture.ints(golden.get("columns"));
            Adapter adapter = MiniMind.adapter(model.config(), golden.getAsJsonObject("lora"));
            int vocabulary = model.config().vocabulary();
            for (int s = 0; s < golden.getAsJsonArray("sequences").size(); s++) {
                int[] ids = Fixture.ints(sequence(golden, s).get("ids"));
                assertThat(model.tokenizer()
                                .encode(sequence(golden, s).get("text").getAsString()))
                        .isEqualTo(ids);
                float[] base = model.logits(ids, null, Precision.F32);
                float[] adapted = model.logits(ids, adapter, Precision.F32);
                assertThat(Fixture.maxDifference(
                                pick(base, columns, vocabulary),
                                tensors.get("columns." + s).data()))
                        .as("sequence %d", s)
                        .isLessThanOrEqualTo(TOLERANCE);
                assertThat(Fixture.maxDifference(
                                pick(adapted, columns, vocabulary),
                                tensors.get("lora_columns." + s).data()))
                        .as("sequence %d with adapter", s)
                        .isLessThanOrEqualTo(TOLERANCE);
                if (s < 4) {
                    float[] last = Arrays.copyOfRange(base, base.length - vocabulary, base.length);
                    assertThat(Fixture.maxDifference(
                                    last, tensors.get("last." + s).data()))
                            .isLessThanOrEqualTo(TOLERANCE);
                }
                logProbabilitiesAgree(
                        base,
                        ids,
                        vocabulary,
                        Fixture.doubles(sequence(golden, s).get("logprobs")));
            }
            scoresAgree(model, golden, List.of(), golden);
            scoresAgree(model, golden, List.of(adapter), golden.getAsJsonObject("lora"));
        }
    }

    private static void logProbabilitiesAgree(float[] logits, int[] ids, int vocabulary, double[] expected) {
        for (int t = 1; t < ids.length; t++) {
            assertThat(Sampler.logProbability(logits, (t - 1) * vocabulary, vocabulary, ids[t]))
                    .isCloseTo(expected[t - 1], within(TOLERANCE));
        }
    }

    private static float[] pick(float[] logits, int[] columns, int vocabulary) {
        int rows = logits.length / vocabulary;
        float[] out = new float[rows * columns.length];
        for (int t = 0; t < rows; t++) {
            for (int i = 0; i < columns.length; i++) {
                out[t * columns.length + i] = logits[t * vocabulary + columns[i]];
            }
        }
        return out;
    }
}
