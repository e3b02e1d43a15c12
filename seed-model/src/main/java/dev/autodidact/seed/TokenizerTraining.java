package dev.autodidact.seed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Trains the seed tokenizer on generated documents: {@code TokenizerTraining file [vocabSize] [documents] [seed]}. */
public final class TokenizerTraining {

    public static final int VOCABULARY = 2048;
    private static final int DOCUMENTS = 30_000;

    private TokenizerTraining() {}

    public static void main(String[] args) throws IOException {
        int vocabSize = args.length > 1 ? Integer.parseInt(args[1]) : VOCABULARY;
        int documents = args.length > 2 ? Integer.parseInt(args[2]) : DOCUMENTS;
        long seed = args.length > 3 ? Long.parseLong(args[3]) : 1;
        train(CorpusData.load(), vocabSize, documents, seed).write(Path.of(args[0]));
    }

    public static TokenizerFile train(CorpusData data, int vocabSize, int documents, long seed) {
        CorpusGenerator generator = new CorpusGenerator(data, CorpusMix.full());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Stream<String> texts = IntStream.range(0, documents)
                .mapToObj(_ -> generator.next(random, 1).text());
        return BpeTrainer.train(texts::iterator, vocabSize, TemplateWords.of(data));
    }
}
