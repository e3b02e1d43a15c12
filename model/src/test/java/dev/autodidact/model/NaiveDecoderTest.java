package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The two judges of the engine (PyTorch's figures and the f64 loops) must agree with each other first. */
class NaiveDecoderTest {
    private final NaiveDecoder naive = new NaiveDecoder(Fixture.path("tiny-llama"), "tiny-llama");
    private final JsonObject golden = Fixture.object("tiny-llama.json");
    private final LoraConfig lora = new LoraConfig(4, 8);

    private static double[] wide(float[] x) {
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i];
        }
        return out;
    }

    @Test
    void theLoopsReproducePyTorchsLogits() {
        Map<String, Fixture.Values> tensors = Fixture.tensors("tiny-llama.safetensors");
        for (int s = 0; s < 4; s++) {
            int[] ids = Fixture.ints(
                    golden.getAsJsonArray("sequences").get(s).getAsJsonObject().get("ids"));
            double[][] logits = naive.logits(ids, null, null);
            for (int t = 0; t < ids.length; t++) {
                float[] expected = tensors.get("logits." + s).row(t);
                for (int v = 0; v < expected.length; v++) {
                    assertThat(logits[t][v]).isCloseTo(expected[v], within(5e-5));
                }
            }
        }
    }

    @Test
    void finiteDifferencesOfTheLoopsReproducePyTorchsGradient() {
        List<Example> rows = Fixture.rows(golden);
        double[] adapter =
                wide(Fixture.adapter(naive.config(), "tiny-llama-lora", 4, 8).values());
        assertThat(naive.loss(rows, lora, adapter))
                .isCloseTo(golden.getAsJsonObject("lora").get("loss").getAsDouble(), within(1e-5));
        float[] gradient = Fixture.flat(naive.config(), 4, Fixture.tensors("tiny-llama-lora.safetensors"), "grad.");
        Random random = new Random(8);
        List<String> wrong = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            int i = random.nextInt(adapter.length);
            double[] plus = adapter.clone();
            double[] minus = adapter.clone();
            plus[i] += 1e-5;
            minus[i] -= 1e-5;
            double slope = (naive.loss(rows, lora, plus) - naive.loss(rows, lora, minus)) / 2e-5;
            if (Math.abs(slope - gradient[i]) > 1e-5 + 1e-4 * Math.abs(slope)) {
                wrong.add(i + ": " + slope + " and " + gradient[i]);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(Arrays.stream(wide(gradient)).map(Math::abs).max().orElseThrow())
                .isGreaterThan(0.1);
    }
}
