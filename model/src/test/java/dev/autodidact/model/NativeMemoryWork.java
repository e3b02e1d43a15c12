package dev.autodidact.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The child process of {@link NativeMemoryTest}: after warm-up it prints by how many KiB its resident memory grew in the
 * calmest of three windows. A leak grows in each window, an allocator's late new arena in one.
 */
final class NativeMemoryWork {
    private NativeMemoryWork() {}

    /** Arguments: kind of work, rounds of warm-up, rounds of each window. */
    public static void main(String[] args) throws Exception {
        Runnable work = work(args[0]);
        repeat(work, Integer.parseInt(args[1]));
        long least = Long.MAX_VALUE;
        for (int window = 0; window < 3; window++) {
            long before = residentKib();
            repeat(work, Integer.parseInt(args[2]));
            least = Math.min(least, residentKib() - before);
        }
        System.out.println(least);
    }

    private static Runnable work(String kind) {
        PackedBatch one = PackedBatch.of(Tiny.rows(41, 4, 24));
        PackedBatch two = PackedBatch.ofAll(List.of(Tiny.rows(43, 2, 16), Tiny.rows(44, 2, 16)));
        List<Adapter> pair = List.of(Tiny.adapter(45), Tiny.adapter(46));
        List<GenerationRequest> mixed = List.of(request(1, 5, 6), request(2, 9, 3), request(3, 2, 9));
        return switch (kind) {
            case "step" -> {
                LoraTraining training = Tiny.MODEL.training(List.of(Tiny.adapter(42)), Tiny.adamW(), Precision.F32);
                yield () -> training.step(one, 1e-4f);
            }
            case "train" ->
                () -> {
                    try (LoraTraining training = Tiny.MODEL.training(pair, Tiny.adamW(), Precision.BF16)) {
                        training.step(two, 1e-3f, 1e-3f);
                        training.adapters();
                    }
                };
            case "score" -> () -> Tiny.MODEL.score(two, pair, Precision.BF16);
            case "batch" -> () -> Tiny.MODEL.generate(mixed, Precision.F32);
            case "merge" -> () -> Tiny.greedy(Tiny.prompt(4, 7), pair.getFirst(), 4);
            case "open" ->
                () -> {
                    try (LanguageModel model = LanguageModel.load(Fixture.path("tiny-llama"))) {
                        model.logits(new int[] {5, 6, 7}, null, Precision.BF16);
                    }
                };
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static GenerationRequest request(int seed, int length, int tokens) {
        Adapter adapter = seed == 2 ? null : Tiny.adapter(seed);
        return new GenerationRequest(Tiny.prompt(seed, length), adapter, Sampling.greedy(), tokens, Set.of());
    }

    private static void repeat(Runnable work, int rounds) {
        for (int i = 0; i < rounds; i++) {
            work.run();
        }
    }

    private static long residentKib() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(20);
        }
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
