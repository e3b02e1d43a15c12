package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterTest {
    private final ModelConfig model = ModelConfig.read(Fixture.path("tiny-llama"));

    @Test
    void theReferenceAdapterHasExactlyTheTensorsOfTheLayout() {
        Map<String, Fixture.Values> file = Fixture.tensors("tiny-llama-lora/adapter_model.safetensors");
        assertThat(file.keySet())
                .containsExactlyInAnyOrderElementsOf(LoraLayout.parts(model, 4).stream()
                        .map(LoraLayout.Part::name)
                        .toList());
        for (LoraLayout.Part part : LoraLayout.parts(model, 4)) {
            assertThat(file.get(part.name()).shape()).as(part.name()).containsExactly(part.rows(), part.columns());
        }
    }

    @Test
    void itsBytesComeBackAsTheSameVersion() {
        Adapter adapter = Fixture.adapter(model, "tiny-llama-lora", 4, 8);
        Adapter back = Adapter.parse(model, "copy", adapter.bytes());
        assertThat(back).isEqualTo(adapter).hasSameHashCodeAs(adapter);
        assertThat(back.version()).hasSize(64).isEqualTo(adapter.version());
        assertThat(back.values()).isEqualTo(adapter.values());
        assertThat(back.lora()).isEqualTo(new LoraConfig(4, 8));
    }

    @Test
    void oneBitMoreOrAnotherAlphaIsAnotherVersion() {
        Adapter adapter = Fixture.adapter(model, "tiny-llama-lora", 4, 8);
        float[] values = adapter.values();
        values[7] = Math.nextUp(values[7]);
        assertThat(Adapter.of(model, adapter.lora(), values).version()).isNotEqualTo(adapter.version());
        assertThat(Adapter.of(model, new LoraConfig(4, 9), adapter.values()).version())
                .isNotEqualTo(adapter.version());
    }

    @Test
    void noCallerCanChangeItAfterwards() {
        Adapter adapter = Fixture.adapter(model, "tiny-llama-lora", 4, 8);
        float first = adapter.values()[0];
        Arrays.fill(adapter.values(), 0);
        Arrays.fill(adapter.bytes(), (byte) 0);
        assertThat(adapter.values()[0]).isEqualTo(first);
        assertThat(Adapter.sha256(adapter.bytes())).isEqualTo(adapter.version());
    }

    @Test
    void aFreshOneDependsOnItsSeedOnlyAndChangesNothing() {
        Adapter one = Adapter.initial(model, new LoraConfig(8, 16), 42);
        assertThat(Adapter.initial(model, new LoraConfig(8, 16), 42)).isEqualTo(one);
        assertThat(Adapter.initial(model, new LoraConfig(8, 16), 43)).isNotEqualTo(one);
        for (int layer = 0; layer < model.layers(); layer++) {
            for (int linear = 0; linear < 7; linear++) {
                for (double[] row : one.delta(layer, linear)) {
                    assertThat(row).containsOnly(0);
                }
            }
        }
    }

    @Test
    void scalingByOneHalfHalvesTheUpdate() {
        Adapter adapter = Fixture.adapter(model, "tiny-llama-lora", 4, 8);
        double[][] whole = adapter.delta(1, 6);
        double[][] half = adapter.scaled(0.5).delta(1, 6);
        for (int i = 0; i < whole.length; i++) {
            for (int j = 0; j < whole[i].length; j++) {
                assertThat(half[i][j]).isEqualTo(whole[i][j] / 2);
            }
        }
    }

    @Test
    void notANumberIsSeen() {
        float[] values = Adapter.initial(model, new LoraConfig(2, 2), 1).values();
        assertThat(Adapter.of(model, new LoraConfig(2, 2), values).finite()).isTrue();
        values[values.length - 1] = Float.NaN;
        assertThat(Adapter.of(model, new LoraConfig(2, 2), values).finite()).isFalse();
    }

    @Test
    void anotherShapeOrAForeignFileIsRefused() {
        byte[] bytes = Fixture.adapter(model, "tiny-llama-lora", 4, 8).bytes();
        ModelConfig wider = new ModelConfig(64, 2, 4, 2, 16, 48, 300, 1e-5, 10000, 512, true, model.eosIds());
        assertThatThrownBy(() -> Adapter.parse(wider, "hers.safetensors", bytes))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("hers.safetensors", "q_proj", "[4, 32]", "[4, 64]");
        assertThatThrownBy(() -> Adapter.of(model, new LoraConfig(3, 8), new float[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("5", "rank 3");
        assertThatThrownBy(() -> new LoraConfig(0, 1)).hasMessageContaining("rank is 0");
        assertThatThrownBy(() -> new LoraConfig(4, Double.NaN)).hasMessageContaining("alpha is NaN");
    }
}
