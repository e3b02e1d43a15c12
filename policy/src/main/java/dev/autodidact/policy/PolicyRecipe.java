package dev.autodidact.policy;

import static dev.autodidact.policy.InnerRecipe.within;

/**
 * How the policy is trained.
 *
 * @param algorithm how rewards become an update
 * @param advantages how rewards become advantages; ReST-EM uses them to choose
 * @param rank LoRA rank of the policy adapter
 * @param alpha LoRA alpha
 * @param learningRate of AdamW; warms up over a round's first two steps
 * @param group self-edits per task
 * @param tasks tasks per round
 * @param rounds rounds of writing, trying and updating
 * @param temperature of writing
 * @param passes over a round's episodes
 * @param batchTokens chosen tokens in one step, about
 * @param best self-edits of a group that ReST-EM clones, at most
 * @param ratioCap largest importance weight of a token
 * @param klWeight weight of the divergence from the reference, the base
 * @param lag versions that the writer is behind the newest, as where writing and training run apart
 * @param maxAge policy versions after which a kept episode is dropped; 0 keeps none
 * @param combine questions of one answer in a self-edit put together from a group's, which is tried beside them and may
 *     be cloned; 0 for none
 * @param curated training tasks whose self-edit a hand-written rule dictates, cloned before the first round; 0 for none
 * @param seed of tasks, writing and the first weights
 */
public record PolicyRecipe(
        Algorithm algorithm,
        Advantages advantages,
        int rank,
        double alpha,
        double learningRate,
        int group,
        int tasks,
        int rounds,
        double temperature,
        int passes,
        int batchTokens,
        int best,
        double ratioCap,
        double klWeight,
        int lag,
        int maxAge,
        int combine,
        int curated,
        long seed) {

    /** How rewards become an update. */
    public enum Algorithm {
        /** Filter and clone: cross-entropy on the best self-edits of each group (arXiv 2312.06585, as SEAL does). */
        REST_EM,
        /** Policy gradient with group-centred advantages (arXiv 2402.03300). */
        GRPO
    }

    /** Checks the bounds and that the settings do not contradict one another. */
    public PolicyRecipe {
        within("rank", rank, 1, 256);
        within("group", group, 1, 64);
        within("tasks", tasks, 1, 1024);
        within("rounds", rounds, 1, 1000);
        within("passes", passes, 1, 20);
        within("batch tokens", batchTokens, 64, 1_000_000);
        within("best", best, 1, 64);
        within("lag", lag, 0, 16);
        within("max age", maxAge, 0, 100);
        within("combine", combine, 0, 12);
        within("curated", curated, 0, 10_000);
        if (!(learningRate > 0 && learningRate <= 0.1)) {
            throw new IllegalArgumentException("learning rate is " + learningRate + ", allowed above 0 to 0.1");
        }
        if (!(temperature > 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature is " + temperature
                    + ", allowed above 0 to 2: greedy self-edits of a task are all the same");
        }
        if (group < 2) {
            throw new IllegalArgumentException("the group is " + group + ", at least 2 self-edits are compared");
        }
        if (best >= group) {
            throw new IllegalArgumentException(
                    "best is " + best + " of a group of " + group + ": nothing would be filtered");
        }
        if (!(ratioCap >= 1 && ratioCap <= 100)) {
            throw new IllegalArgumentException("ratio cap is " + ratioCap + ", allowed 1 to 100");
        }
        if (!(klWeight >= 0 && klWeight <= 10)) {
            throw new IllegalArgumentException("kl weight is " + klWeight + ", allowed 0 to 10");
        }
        if (algorithm == Algorithm.REST_EM && klWeight > 0) {
            throw new IllegalArgumentException(
                    "kl weight is " + klWeight + ", but ReST-EM has no such term: set it to 0");
        }
        if (algorithm == Algorithm.GRPO && combine > 0) {
            throw new IllegalArgumentException("combine is " + combine
                    + ", but a policy gradient learns from what the policy itself wrote: set it to 0");
        }
    }

    /** Filter and clone, the default; its held-out figures over three seeds are in LOG.md. */
    public static PolicyRecipe restEm() {
        return new PolicyRecipe(
                Algorithm.REST_EM,
                Advantages.grpo(),
                8,
                16,
                1e-3,
                8,
                24,
                2,
                0.7,
                3,
                600,
                2,
                2,
                0,
                0,
                0,
                3,
                curatedFor(1),
                1);
    }

    /**
     * Policy gradient. At a rate of 2e-3 it fell apart two rounds after a warm start; at 3e-4, in five rounds of ten tasks, it
     * gains a little over the warm start where self-edits are sampled and on documents of other kinds (LOG.md).
     */
    public static PolicyRecipe grpo() {
        return new PolicyRecipe(
                Algorithm.GRPO,
                new Advantages(Advantages.Level.GROUP, false, false),
                8,
                16,
                3e-4,
                8,
                24,
                5,
                0.7,
                1,
                3000,
                1,
                2,
                0,
                0,
                0,
                0,
                curatedFor(1),
                1);
    }

    /** Curated self-edits for a policy of so many environments, which take turns: a hundred of each, at least 200. */
    public static int curatedFor(int environments) {
        return Math.max(200, 100 * environments);
    }

    /** The same with another seed. */
    public PolicyRecipe withSeed(long other) {
        return changed(group, tasks, rounds, lag, curated, other);
    }

    /** The same in another size. */
    public PolicyRecipe sized(int newRounds, int newTasks, int newGroup) {
        return changed(newGroup, newTasks, newRounds, lag, curated, seed);
    }

    /** The same with so many curated self-edits to start from. */
    public PolicyRecipe warmedBy(int newCurated) {
        return changed(group, tasks, rounds, lag, newCurated, seed);
    }

    /** The same with a writer that is so many versions behind. */
    public PolicyRecipe lagging(int newLag) {
        return changed(group, tasks, rounds, newLag, curated, seed);
    }

    private PolicyRecipe changed(int newGroup, int newTasks, int newRounds, int newLag, int newCurated, long newSeed) {
        return new PolicyRecipe(
                algorithm,
                advantages,
                rank,
                alpha,
                learningRate,
                newGroup,
                newTasks,
                newRounds,
                temperature,
                passes,
                batchTokens,
                best,
                ratioCap,
                klWeight,
                newLag,
                maxAge,
                combine,
                newCurated,
                newSeed);
    }
}
