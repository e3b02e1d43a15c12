package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Garbage collections between and during native calls must not change a single bit. */
class GcStormTest {
    private static int wrong(int rounds, Runnable between) {
        PackedBatch batch = PackedBatch.of(Tiny.rows(31, 4, 24));
        int[] prompt = Tiny.prompt(32, 10);
        int[] text = Tiny.greedy(prompt, Tiny.adapter(33), 8).tokens();
        int wrong = 0;
        try (LoraTraining training = Tiny.MODEL.training(List.of(Tiny.adapter(33)), Tiny.adamW(), Precision.F32)) {
            float[] expected = training.gradient(batch).gradients()[0];
            for (int i = 0; i < rounds; i++) {
                between.run();
                LoraTraining.Gradient again = training.gradient(batch);
                wrong += Fixture.maxDifference(again.gradients()[0], expected) == 0 ? 0 : 1;
                if (i % 10 == 0) {
                    wrong += java.util.Arrays.equals(
                                    Tiny.greedy(prompt, Tiny.adapter(33), 8).tokens(), text)
                            ? 0
                            : 1;
                }
            }
        }
        return wrong;
    }

    @Test
    void aCollectionBeforeEveryStepLeavesEveryGradientRight() {
        assertThat(wrong(60, System::gc)).isZero();
    }

    @Test
    void collectionsInTheMiddleOfStepsLeaveEveryGradientRight() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger collections = new AtomicInteger();
        Thread storm = Thread.ofPlatform().daemon().start(() -> {
            while (!stop.get()) {
                byte[][] litter = new byte[64][];
                for (int i = 0; i < litter.length; i++) {
                    litter[i] = new byte[10_000 + i];
                }
                System.gc();
                collections.incrementAndGet();
            }
        });
        try {
            int wrong = 0;
            do {
                wrong += wrong(100, () -> {});
            } while (collections.get() < 20);
            assertThat(wrong).isZero();
        } finally {
            stop.set(true);
            storm.join();
        }
    }

    @Test
    void aTrainingInTheStormEndsAtTheSameBits() throws InterruptedException {
        List<Example> rows = Tiny.rows(34, 4, 24);
        float[] calm = Tiny.train(Tiny.adapter(35), rows, 30);
        AtomicBoolean stop = new AtomicBoolean();
        Thread storm = Thread.ofPlatform().daemon().start(() -> {
            while (!stop.get()) {
                System.gc();
            }
        });
        try {
            assertThat(Tiny.train(Tiny.adapter(35), rows, 30)).isEqualTo(calm);
        } finally {
            stop.set(true);
            storm.join();
        }
    }
}
