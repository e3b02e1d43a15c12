package dev.autodidact.seed;

import dev.autodidact.model.FullTraining;
import dev.autodidact.model.ModelConfig;
import java.util.Set;

/**
 * The recipe of the seed model: all that its weights depend on, besides the generator. Two phases: in the first, what the
 * users say counts a little too, so that the model learns the language; in the second only what the assistant says.
 *
 * @param seed of the weights and the documents
 * @param totalTokens tokens to train on
 * @param smallBatch tokens per step
 * @param largeBatch tokens per step in the last part of the first phase
 * @param workers parts of a batch computed at once; part of the recipe, since it decides the order of sums
 */
record PretrainingPlan(long seed, long totalTokens, int smallBatch, int largeBatch, int workers) {
    /** Tokens after which the large batch begins; it ends with the first phase. */
    static final long LARGE_FROM = 8_000_000;

    /** Tokens of the first phase. */
    static final long FIRST_PHASE = 10_706_452;

    /** The learning rate's factor at these numbers of tokens; linear between, zero at the end. */
    private static final double[][] DECAY = {{14_128_097, 1}, {17_554_425, 0.684846}};

    /** Tokens after which the curriculum of {@link CorpusMix} is through with its ramp, divided by its ramp's end. */
    static final double CURRICULUM_TOKENS = 16e6;

    /** Longest document trained on, tokens. */
    static final int LONGEST = 768;

    /** Loss weight of the words the model is given, in the first phase. */
    static final float GIVEN_WEIGHT = 0.1f;

    private static final float MUON = 0.02f;
    private static final float ADAM = 4e-3f;
    private static final int WARMUP_STEPS = 40;

    /** What the shipped weights were made with. */
    static PretrainingPlan shipped() {
        return new PretrainingPlan(1, 23_000_000, 4096, 8192, 2);
    }

    /** Llama shape of the seed model for a vocabulary and its end-of-turn id. */
    static ModelConfig model(int vocabulary, int endId) {
        return new ModelConfig(256, 4, 4, 4, 64, 704, vocabulary, 1e-5, 10000, 1024, true, Set.of(endId));
    }

    int batch(long tokensSeen) {
        return tokensSeen >= LARGE_FROM && tokensSeen < FIRST_PHASE ? largeBatch : smallBatch;
    }

    /** Loss weight of what the assistant does not say. */
    float givenWeight(long tokensSeen) {
        return tokensSeen < FIRST_PHASE ? GIVEN_WEIGHT : 0f;
    }

    double curriculum(long tokensSeen) {
        return Math.min(1, tokensSeen / Math.min(CURRICULUM_TOKENS, totalTokens));
    }

    /** Constant after a short warm-up, then falling to zero; Muon's momentum warms up too. */
    FullTraining.Rates rates(long tokensSeen, int step) {
        double scale = decay(tokensSeen) * Math.min(1, (step + 1.0) / WARMUP_STEPS);
        double momentum = 0.85 + 0.1 * Math.min(1, step / 300.0);
        return new FullTraining.Rates((float) (MUON * scale), (float) (ADAM * scale), (float) momentum, 0f);
    }

    private double decay(long tokensSeen) {
        double from = 0;
        double high = 1;
        for (double[] point : DECAY) {
            if (tokensSeen < point[0]) {
                return high + (point[1] - high) * (tokensSeen - from) / (point[0] - from);
            }
            from = point[0];
            high = point[1];
        }
        return Math.max(0, high * (totalTokens - tokensSeen) / Math.max(1, totalTokens - from));
    }
}
