package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** LoRA gradients and AdamW against PyTorch and peft, and against finite differences of an f64 decoder. */
class GoldenGradientTest {
    private static LoraTraining.Gradient gradient(LanguageModel model, Adapter adapter, List<Example> rows) {
        try (LoraTraining training = model.training(List.of(adapter), Tiny.adamW(), Precision.F32)) {
            return training.gradient(PackedBatch.of(rows));
        }
    }

    private static void tinyGradientAgrees(LanguageModel model, String name) {
        JsonObject golden = Fixture.object(name + ".json");
        LoraTraining.Gradient ours =
                gradient(model, Fixture.adapter(model.config(), name + "-lora", 4, 8), Fixture.rows(golden));
        assertThat((double) ours.losses()[0])
                .isCloseTo(golden.getAsJsonObject("lora").get("loss").getAsDouble(), within(1e-5));
        float[] theirs = Fixture.flat(model.config(), 4, Fixture.tensors(name + "-lora.safetensors"), "grad.");
        assertThat(Fixture.norm(theirs)).isGreaterThan(1);
        assertThat(Fixture.maxDifference(ours.gradients()[0], theirs)).isLessThanOrEqualTo(1e-5 * Fixture.norm(theirs));
    }

    @Test
    void everyGradientEntryOfTheTinyModelsMatches() {
        tinyGradientAgrees(Tiny.MODEL, "tiny-llama");
        try (LanguageModel untied = LanguageModel.load(Fixture.path("tiny-llama-untied"))) {
            tinyGradientAgrees(untied, "tiny-llama-untied");
        }
    }

    @Test
    void theGradientMatchesFiniteDifferences() {
        NaiveDecoder naive = new NaiveDecoder(Fixture.path("tiny-llama"), "tiny-llama");
        List<Example> rows = Tiny.rows(21, 3, 12);
        Adapter adapter = Tiny.adapter(22);
        float[] ours = gradient(Tiny.MODEL, adapter, rows).gradients()[0];
        double[] values = new double[ours.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = adapter.values()[i];
        }
        Random random = new Random(23);
        for (int n = 0; n < 60; n++) {
            int i = random.nextInt(ours.length);
            double[] plus = values.clone();
            double[] minus = values.clone();
            plus[i] += 1e-5;
            minus[i] -= 1e-5;
            double slope = (naive.loss(rows, Tiny.LORA, plus) - naive.loss(rows, Tiny.LORA, minus)) / 2e-5;
            assertThat((double) ours[i]).as("entry %d", i).isCloseTo(slope, within(2e-5 + 2e-4 * Math.abs(slope)));
        }
    }

    @Test
    void fiveAdamWStepsMatchWithAndWithoutWeightDecay() {
        Map<String, Fixture.Values> tensors = Fixture.tensors("tiny-llama-lora.safetensors");
        PackedBatch batch = PackedBatch.of(Fixture.rows(Tiny.GOLDEN));
        for (JsonElement element : Tiny.GOLDEN.getAsJsonObject("lora").getAsJsonArray("adamw")) {
            JsonObject run = element.getAsJsonObject();
            double decay = run.get("weight_decay").getAsDouble();
            double[] losses = Fixture.doubles(run.get("losses"));
            AdamW optimizer = new AdamW(0.9, 0.999, 1e-8, decay, 0);
            try (LoraTraining training = Tiny.MODEL.training(List.of(Tiny.adapter()), optimizer, Precision.F32)) {
                for (int step = 0; step < 5; step++) {
                    assertThat((double) training.step(batch, 1e-3f).losses()[0])
                            .as("loss before step %d", step)
                            .isCloseTo(losses[step], within(2e-4));
                }
                assertThat((double) training.gradient(batch).losses()[0]).isCloseTo(losses[5], within(2e-4));
                float[] ours = training.adapters().getFirst().values();
                float[] theirs = Fixture.flat(Tiny.MODEL.config(), 4, tensors, "adamw." + decay + ".");
                assertThat(Fixture.norm(ours)).isCloseTo(run.get("norm").getAsDouble(), within(1e-4));
                assertThat(Fixture.maxDifference(ours, theirs)).isLessThanOrEqualTo(2e-5);
            }
        }
    }

    @Test
    void clippingShortensTheGradientToItsBound() {
        Adapter start = Tiny.adapter();
        PackedBatch batch = PackedBatch.of(Fixture.rows(Tiny.GOLDEN));
        float[] free = gradient(Tiny.MODEL, start, Fixture.rows(Tiny.GOLDEN)).gradients()[0];
        // with beta1 = beta2 = 0 and a large eps the step is -lr·g/(|g| + eps), close to -lr/eps·g
        AdamW optimizer = new AdamW(0, 0, 1e4, 0, 0.5);
        try (LoraTraining training = Tiny.MODEL.training(List.of(start), optimizer, Precision.F32)) {
            LoraTraining.StepResult result = training.step(batch, 1e4f);
            assertThat((double) result.gradientNorms()[0]).isCloseTo(Fixture.norm(free), within(1e-3));
            float[] moved = training.adapters().getFirst().values();
            float[] before = start.values();
            for (int i = 0; i < moved.length; i++) {
                moved[i] -= before[i];
            }
            assertThat(Fixture.norm(moved)).isCloseTo(0.5, within(1e-3));
        }
    }

    @Test
    void miniMindsGradientMatches() {
        try (LanguageModel model = LanguageModel.load(Fixture.minimind())) {
            JsonObject golden = Fixture.object("minimind.json");
            JsonObject lora = golden.getAsJsonObject("lora");
            Adapter adapter = MiniMind.adapter(model.config(), lora);
            LoraTraining.Gradient ours = gradient(model, adapter, Fixture.rows(golden));
            assertThat((double) ours.losses()[0]).isCloseTo(lora.get("loss").getAsDouble(), within(1e-4));
            List<LoraLayout.Part> parts = MiniMind.numbered(model.config(), 2);
            List<String> wrong = new ArrayList<>();
            for (JsonElement element : lora.getAsJsonArray("gradients")) {
                JsonObject expected = element.getAsJsonObject();
                LoraLayout.Part part = parts.get(expected.get("number").getAsInt());
                assertThat(part.name()).isEqualTo(expected.get("name").getAsString());
                float[] g = Arrays.copyOfRange(ours.gradients()[0], part.offset(), part.offset() + part.length());
                double norm = expected.get("norm").getAsDouble();
                if (Math.abs(Fixture.norm(g) - norm) > 1e-4 * norm) {
                    wrong.add(part.name() + " has norm " + Fixture.norm(g) + ", expected " + norm);
                }
                int[] index = Fixture.ints(expected.get("index"));
                double[] value = Fixture.doubles(expected.get("value"));
                for (int i = 0; i < index.length; i++) {
                    if (Math.abs(g[index[i]] - value[i]) > 1e-4 * norm) {
                        wrong.add(part.name() + "[" + index[i] + "] is " + g[index[i]] + ", expected " + value[i]);
                    }
                }
            }
            assertThat(wrong).isEmpty();
        }
    }
}
