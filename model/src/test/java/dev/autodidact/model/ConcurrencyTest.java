package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Training, scoring and generation at once on one model against the same work in sequence. */
class ConcurrencyTest {
    /** One unit of work; its answer as a list so that runs can be compared bit for bit. */
    private static Object work(int n) {
        return switch (n % 4) {
            case 0 -> boxed(Tiny.train(Tiny.adapter(n), Tiny.rows(n, 3, 20), 4));
            case 1 ->
                Tiny.MODEL
                        .score(PackedBatch.of(Tiny.rows(n, 5, 20)), List.of(Tiny.adapter(n)), Precision.BF16)
                        .rows();
            case 2 ->
                boxed(Tiny.MODEL
                        .generate(
                                new GenerationRequest(
                                        Tiny.prompt(n, 6), Tiny.adapter(n), new Sampling(1, 0.9, n), 12, Set.of()),
                                Precision.F32,
                                token -> true)
                        .tokens());
            default ->
                Tiny.MODEL
                        .generate(
                                List.of(
                                        new GenerationRequest(
                                                Tiny.prompt(n, 6), Tiny.adapter(n), Sampling.greedy(), 9, Set.of()),
                                        new GenerationRequest(
                                                Tiny.prompt(n, 3), null, Sampling.greedy(), 12, Set.of())),
                                Precision.F32)
                        .stream()
                        .map(c -> boxed(c.tokens()))
                        .toList();
        };
    }

    private static List<Float> boxed(float[] values) {
        List<Float> out = new ArrayList<>();
        for (float v : values) {
            out.add(v);
        }
        return out;
    }

    private static List<Integer> boxed(int[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }

    @Test
    void fourThreadsOfMixedWorkGiveTheAnswersOfOne() throws Exception {
        int count = 48;
        List<Object> alone = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            alone.add(work(n));
        }
        List<Callable<Object>> jobs = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            int job = n;
            jobs.add(() -> work(job));
        }
        List<Object> together = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Object> future : threads.invokeAll(jobs)) {
                together.add(future.get());
            }
        }
        for (int n = 0; n < count; n++) {
            assertThat(together.get(n)).as("job %d", n).isEqualTo(alone.get(n));
        }
    }
}
