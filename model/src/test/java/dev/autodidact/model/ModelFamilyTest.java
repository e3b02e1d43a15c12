package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Relatives of the plain Llama: computed exactly, or refused with the field that stands in the way; never roughly. */
class ModelFamilyTest {
    private static void exactOrRefused(String name, String field) {
        LanguageModel model;
        try {
            model = LanguageModel.load(Fixture.path(name));
        } catch (ModelFormatException e) {
            assertThat(e).hasMessageContainingAll("config.json", field);
            return;
        }
        try (model) {
            JsonObject golden = Fixture.object(name + ".json");
            Map<String, Fixture.Values> tensors = Fixture.tensors(name + ".safetensors");
            JsonArray sequences = golden.getAsJsonArray("sequences");
            for (int s = 0; s < sequences.size(); s++) {
                int[] ids = Fixture.ints(sequences.get(s).getAsJsonObject().get("ids"));
                assertThat(Fixture.maxDifference(
                                model.logits(ids, null, Precision.F32),
                                tensors.get("logits." + s).data()))
                        .as("%s, sequence %d", name, s)
                        .isLessThanOrEqualTo(1e-4);
            }
        }
    }

    @Test
    void ropeScalingOfLlama3() {
        exactOrRefused("tiny-llama-rope3", "rope_scaling");
    }

    @Test
    void qwen2WithBiases() {
        exactOrRefused("tiny-qwen2", "qwen2");
    }

    @Test
    void qwen3WithNormsOfQueriesAndKeys() {
        exactOrRefused("tiny-qwen3", "qwen3");
    }
}
