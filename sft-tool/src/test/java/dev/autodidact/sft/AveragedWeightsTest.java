package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.ModelConfig;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AveragedWeightsTest {
    private static final ModelConfig CONFIG = new ModelConfig(8, 1, 1, 1, 8, 8, 8, 1e-5, 1e4, 8, true, Set.of());
    private static final LoraConfig LORA = new LoraConfig(1, 1);

    @Test
    void theFirstStepsWeightsAreTheMeanOfOneStep() {
        AveragedWeights mean = new AveragedWeights(CONFIG, of(7));
        mean.add(of(3));
        assertThat(mean.adapter().values()).containsOnly(3);
    }

    @Test
    void whatSwingsIsHalfwayAndTheDistantPastIsForgotten() {
        AveragedWeights mean = new AveragedWeights(CONFIG, of(0));
        for (int step = 0; step < 100; step++) {
            mean.add(of(100));
        }
        for (int step = 0; step < 100; step++) {
            mean.add(of(step % 2));
        }
        assertThat((double) mean.adapter().values()[0]).isEqualTo(0.5, within(0.03));
    }

    private static Adapter of(float value) {
        float[] values = Adapter.initial(CONFIG, LORA, 1).values();
        Arrays.fill(values, value);
        return Adapter.of(CONFIG, LORA, values);
    }
}
