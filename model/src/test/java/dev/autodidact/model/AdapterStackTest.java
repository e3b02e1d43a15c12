package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdapterStackTest {
    private static final ModelConfig CONFIG = new ModelConfig(16, 2, 2, 1, 8, 24, 32, 1e-5, 1e4, 64, true, Set.of());

    private static Adapter random(int rank, double alpha, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values =
                Adapter.initial(CONFIG, new LoraConfig(rank, alpha), seed).values();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.1);
        }
        return Adapter.of(CONFIG, new LoraConfig(rank, alpha), values);
    }

    @Test
    void updateOfTheStackIsTheSumOfTheUpdates() {
        Adapter policy = random(2, 4, 1);
        Adapter knowledge = random(3, 12, 2);
        Adapter stack = AdapterStack.of(CONFIG, List.of(policy, knowledge));
        assertThat(stack.lora().rank()).isEqualTo(5);
        for (int linear = 0; linear < 7; linear++) {
            double[][] sum = stack.delta(1, linear);
            double[][] a = policy.delta(1, linear);
            double[][] b = knowledge.delta(1, linear);
            for (int o = 0; o < sum.length; o++) {
                for (int i = 0; i < sum[o].length; i++) {
                    assertThat(sum[o][i]).isCloseTo(a[o][i] + b[o][i], within(1e-6));
                }
            }
        }
    }

    @Test
    void stackOfNothingIsRefused() {
        assertThatThrownBy(() -> AdapterStack.of(CONFIG, List.of())).hasMessageContaining("no adapter");
    }
}
