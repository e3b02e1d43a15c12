package dev.autodidact.seed;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Prints documents for the eye: {@code CorpusSample [count per kind] [seed] [kind]}. */
public final class CorpusSample {

    private CorpusSample() {}

    public static void main(String[] args) {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        CorpusGenerator generator = new CorpusGenerator(CorpusData.load(), CorpusMix.full());
        for (DocumentKind kind : DocumentKind.values()) {
            if (args.length > 2 && !kind.name().equals(args[2])) {
                continue;
            }
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            for (int i = 0; i < count; i++) {
                System.out.println("==== " + kind + " " + i);
                System.out.println(generator.next(kind, random).text());
            }
        }
    }
}
