package dev.autodidact.sft;

import dev.autodidact.model.LanguageModel;

/**
 * How an adapter is trained: data that is stored with each receipt, since the weights are a function of it.
 *
 * @param rule how rows become an update; observations always are {@link UpdateRule#OBSERVED}
 * @param rank LoRA rank
 * @param alpha LoRA alpha
 * @param learningRate of AdamW at the start; warms up over three steps, then falls linearly to a fifth, in a consolidation
 *     to a tenth
 * @param steps most steps of a lesson of few answers
 * @param checkEvery steps between looks at the exam, twice as many in a consolidation; training stops early when nothing
 *     is left to learn, and goes on with the rows that are still wrong
 * @param newRows rows of the item in one step
 * @param rehearsalRows rows of earlier items in one step
 * @param contrastRows questions about others and about other things in one step, answered as the base does
 * @param neutralRows prompts of all kinds in one step, answered as the base does
 * @param paraphrases whether the model is asked for other words for each question
 * @param threads operator threads; part of the recipe, since they decide the order of sums
 * @param seed of the first weights and of the choice of rows
 * @param consolidation when lessons are trained anew from all items at once
 */
public record Recipe(
        UpdateRule rule,
        int rank,
        double alpha,
        double learningRate,
        int steps,
        int checkEvery,
        int newRows,
        int rehearsalRows,
        int contrastRows,
        int neutralRows,
        boolean paraphrases,
        int threads,
        long seed,
        Consolidation consolidation) {
    private static final double FOREIGN_RATE = 5e-4;

    /** Checks the bounds. */
    public Recipe {
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("learning rate is " + learningRate + ", allowed above 0 to 1");
        }
        if (steps < 1 || steps > 10_000) {
            throw new IllegalArgumentException("steps are " + steps + ", allowed 1 to 10000");
        }
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads are " + threads + ", allowed 1 to 1024");
        }
    }

    /** The default; the figures behind it are in LOG.md. */
    public static Recipe standard() {
        // as many as leave a core free where there are few: threads that wait for one another on busy cores crawl
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new Recipe(
                UpdateRule.SFT, 8, 16, 5e-3, 35, 5, 5, 10, 10, 3, true, threads, 1, new Consolidation(0, 8, 40, 2, 32));
    }

    /**
     * The default for a model. One from elsewhere is larger than the seed model: the same rate moved minimind2-small by 1.7
     * nats a token, a tenth of it by 0.6 (LOG.md).
     */
    public static Recipe standard(LanguageModel model) {
        Recipe standard = standard();
        return ReplayPrompts.foreign(model.folder()) ? standard.with(standard.rule(), FOREIGN_RATE) : standard;
    }

    /** The same with another rule and rate. */
    public Recipe with(UpdateRule otherRule, double otherRate) {
        return new Recipe(
                otherRule,
                rank,
                alpha,
                otherRate,
                steps,
                checkEvery,
                newRows,
                rehearsalRows,
                contrastRows,
                neutralRows,
                paraphrases,
                threads,
                seed,
                consolidation);
    }

    /**
     * Learning rate of a step.
     *
     * @param step counted from 0
     * @param steps how many there are at most
     * @param last share of the first rate that it falls to
     */
    float rate(int step, int steps, double last) {
        double warm = Math.min(1, (step + 1) / 3.0);
        double fall = 1 - (1 - last) * step / Math.max(1, steps);
        return (float) (learningRate * warm * fall);
    }
}
