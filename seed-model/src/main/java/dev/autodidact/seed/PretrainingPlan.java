package dev.autodidact.seed;

import dev.autodidact.model.FullTraining;
import dev.autodidact.model.ModelConfig;
import java.util.Set;

/**
 * The recipe of the seed model: all that its weights depend on, besides the generator. Only the words of the assistant
 * count; the learning rate falls to zero in a straight line from the start, and once more from a quarter of it over the
 * documents of the end.
 *
 * @param seed of the weights and the documents
 * @param totalTokens tokens to train on
 */
record PretrainingPlan(long seed, long totalTokens) {
    /** Tokens in each part of a batch. */
    static final int PART_TOKENS = 2048;

    /** Longest document trained on, tokens. */
    static final int LONGEST = 512;

    /** Tokens after which the curriculum of {@link CorpusMix} is through with its ramp, divided by its ramp's end. */
    private static final double CURRICULUM_TOKENS = 16e6;

    /** Tokens after which a batch has four parts instead of two. */
    private static final long LARGE_FROM = 6_000_000;

    private static final float MUON = 0.012f;
    private static final float ADAM = 3e-3f;
    private static final double FINISHING_RATE = 0.25;
    private static final int WARMUP_STEPS = 40;

    /** What the shipped weights were made with. */
    static PretrainingPlan shipped() {
        return new PretrainingPlan(1, 68_000_000);
    }

    /** Llama shape of the seed model for a vocabulary and its end-of-turn id. */
    static ModelConfig model(int vocabulary, int endId) {
        return new ModelConfig(256, 4, 4, 4, 64, 704, vocabulary, 1e-5, 10000, 1024, true, Set.of(endId));
    }

    /** Parts of a batch after so many tokens. */
    int parts(long tokensSeen) {
        return tokensSeen < LARGE_FROM ? 2 : 4;
    }

    double curriculum(long tokensSeen) {
        return Math.min(1, tokensSeen / Math.min(CURRICULUM_TOKENS, totalTokens));
    }

    /** Whether the documents are those of the end. */
    boolean finishing(long tokensSeen) {
        return tokensSeen >= mainTokens();
    }

    private long mainTokens() {
        return totalTokens * 15 / 17;
    }

    /** A short warm-up, then falling to zero; Muon's momentum warms up too. */
    FullTraining.Rates rates(long tokensSeen, int step) {
        long main = mainTokens();
        double left = tokensSeen < main
                ? 1 - (double) tokensSeen / main
                : FINISHING_RATE * (totalTokens - tokensSeen) / (totalTokens - main);
        double scale = Math.max(0, left) * Math.min(1, (step + 1.0) / WARMUP_STEPS);
        double momentum = 0.85 + 0.1 * Math.min(1, step / 300.0);
        return new FullTraining.Rates((float) (MUON * scale), (float) (ADAM * scale), (float) momentum, 0f);
    }
}
