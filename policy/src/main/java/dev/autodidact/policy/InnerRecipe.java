package dev.autodidact.policy;

/**
 * How a self-edit is turned into weights and what that may cost. The budget is what makes the choice of rows matter: a row
 * that is trained takes its tokens from the others.
 *
 * @param rank LoRA rank
 * @param alpha LoRA alpha
 * @param learningRate of AdamW at the start; falls linearly to a fifth
 * @param steps optimiser steps, equal for all self-edits
 * @param budget most tokens of the self-edit's rows that are trained, over all steps
 * @param anchorRows rows about others in each step, answered as the base does; they are not counted
 * @param chunk adapters in one batch
 * @param seed of the first weights and of the choice of anchors; common to all that are compared
 */
public record InnerRecipe(
        int rank, double alpha, double learningRate, int steps, int budget, int anchorRows, int chunk, long seed) {
    /** Checks the bounds. */
    public InnerRecipe {
        within("rank", rank, 1, 256);
        within("steps", steps, 1, 1000);
        within("budget", budget, 1, 1_000_000);
        within("anchor rows", anchorRows, 0, 64);
        within("chunk", chunk, 1, 256);
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("learning rate is " + learningRate + ", allowed above 0 to 1");
        }
    }

    /**
     * The default. A rate of 2e-2 in ten steps made perfect rows worth less than wrong ones in a third of tasks; the
     * figures are in LOG.md.
     */
    public static InnerRecipe standard() {
        return new InnerRecipe(8, 16, 1e-2, 15, 1500, 3, 16, 1);
    }

    /** The same with another seed. */
    public InnerRecipe withSeed(long other) {
        return new InnerRecipe(rank, alpha, learningRate, steps, budget, anchorRows, chunk, other);
    }

    float rate(int step) {
        return (float) (learningRate * (1 - 0.8 * step / steps));
    }

    static void within(String what, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(what + " is " + value + ", allowed " + low + " to " + high);
        }
    }
}
