package dev.autodidact.policy;

import static dev.autodidact.policy.InnerRecipe.within;

import java.util.List;

/**
 * What a run is asked for; fields that are left out are filled in.
 *
 * @param algorithm {@code rest_em} (default) or {@code grpo}
 * @param environments names; the default is {@code facts}
 * @param rounds rounds
 * @param tasks tasks per round
 * @param group self-edits per task
 * @param heldOut held-out tasks on which it is judged before and after
 * @param seed of everything
 * @param feedback how much a person's judgement of a form of self-edits counts beside the reward, 0 for nothing
 * @param curated training tasks whose self-edit a hand-written rule dictates, cloned before the first round; 0 for none
 */
public record RunSettings(
        String algorithm,
        List<String> environments,
        Integer rounds,
        Integer tasks,
        Integer group,
        Integer heldOut,
        Long seed,
        Double feedback,
        Integer curated) {
    private static final double FEEDBACK = 0.1;

    /** With people's judgements and the warm start as they are by default. */
    public RunSettings(
            String algorithm,
            List<String> environments,
            Integer rounds,
            Integer tasks,
            Integer group,
            Integer heldOut,
            Long seed) {
        this(algorithm, environments, rounds, tasks, group, heldOut, seed, null, null);
    }

    /**
     * All fields filled in and checked.
     *
     * @throws IllegalArgumentException naming the value and the bound
     */
    public RunSettings complete() {
        RunSettings full = new RunSettings(
                algorithm == null ? "rest_em" : algorithm,
                environments == null ? List.of("facts") : List.copyOf(environments),
                rounds == null ? 2 : rounds,
                tasks == null ? 24 : tasks,
                group == null ? 8 : group,
                heldOut == null ? 24 : heldOut,
                seed == null ? 1 : seed,
                feedback == null ? FEEDBACK : feedback,
                curated == null ? curatedFor(rounds, tasks, environments) : curated);
        if (!(full.feedback >= 0 && full.feedback <= 1)) {
            throw new IllegalArgumentException("feedback is " + full.feedback + ", allowed 0 to 1");
        }
        within("held_out", full.heldOut, 2, 1000);
        if (full.environments.isEmpty()) {
            throw new IllegalArgumentException("environments is empty, at least one is needed");
        }
        full.environments.forEach(Environments::named);
        full.recipe();
        return full;
    }

    /** A warm start that fits the run: five for each of its tasks, up to {@link PolicyRecipe#curatedFor}. */
    private static int curatedFor(Integer rounds, Integer tasks, List<String> environments) {
        PolicyRecipe recipe = PolicyRecipe.restEm();
        long all = (long) (rounds == null ? recipe.rounds() : rounds) * (tasks == null ? recipe.tasks() : tasks);
        return (int) Math.clamp(5 * all, 0, PolicyRecipe.curatedFor(environments == null ? 1 : environments.size()));
    }

    PolicyRecipe recipe() {
        PolicyRecipe base = switch (algorithm) {
            case "rest_em" -> PolicyRecipe.restEm();
            case "grpo" -> PolicyRecipe.grpo();
            default -> throw new IllegalArgumentException("algorithm is '" + algorithm + "', allowed rest_em and grpo");
        };
        return base.sized(rounds, tasks, group)
                .warmedBy(curated == null ? 0 : curated)
                .withSeed(seed);
    }

    List<Environment> places() {
        return environments.stream().map(Environments::named).toList();
    }
}
