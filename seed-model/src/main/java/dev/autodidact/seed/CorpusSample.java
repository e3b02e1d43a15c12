package dev.autodidact.seed;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Prints documents for the eye and, given a tokenizer.json, the mean lengths: {@code CorpusSample [count per kind] [seed]
 * [tokenizer.json or -] [kind]}.
 */
public final class CorpusSample {

    private static final int COUNTED = 500;

    private CorpusSample() {}

    public static void main(String[] args) throws IOException {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        CorpusGenerator generator = new CorpusGenerator(CorpusData.load(), CorpusMix.full());
        for (DocumentKind kind : DocumentKind.values()) {
            if (args.length <= 3 || kind.name().equals(args[3])) {
                RandomGenerator random = random(seed);
                for (int i = 0; i < count; i++) {
                    System.out.println("==== " + kind + " " + i);
                    System.out.println(generator.next(kind, random).text());
                }
            }
        }
        if (args.length > 2 && !args[2].equals("-")) {
            statistics(generator, Path.of(args[2]), seed);
        }
    }

    private static void statistics(CorpusGenerator generator, Path tokenizerFile, long seed) throws IOException {
        Map<String, String> options = Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(tokenizerFile, options)) {
            System.out.printf("%-14s %8s %8s %8s %8s%n", "kind", "chars", "tokens", "trained", "longest");
            for (DocumentKind kind : DocumentKind.values()) {
                RandomGenerator random = random(seed);
                long[] sums = new long[4];
                for (int i = 0; i < COUNTED; i++) {
                    add(generator.next(kind, random), tokenizer, sums);
                }
                print(kind.name(), sums, COUNTED);
            }
            RandomGenerator random = random(seed);
            long[] sums = new long[4];
            for (int i = 0; i < COUNTED * 4; i++) {
                add(generator.next(random, 1), tokenizer, sums);
            }
            print("full mix", sums, COUNTED * 4);
        }
    }

    private static void add(Document document, HuggingFaceTokenizer tokenizer, long[] sums) {
        long tokens = 0;
        for (Span span : document.spans()) {
            int length =
                    span.text().isEmpty() ? 0 : tokenizer.encode(span.text()).getIds().length;
            sums[0] += span.text().length();
            tokens += length;
            sums[2] += span.weight() > 0 ? length : 0;
        }
        sums[1] += tokens;
        sums[3] = Math.max(sums[3], tokens);
    }

    private static void print(String name, long[] sums, int count) {
        System.out.printf(
                "%-14s %8.1f %8.1f %8.1f %8d%n",
                name, (double) sums[0] / count, (double) sums[1] / count, (double) sums[2] / count, sums[3]);
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
