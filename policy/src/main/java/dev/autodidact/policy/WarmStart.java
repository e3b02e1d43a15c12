package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.sft.LedgerRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The policy before the first round, cloned from curated first trajectories: the base's own about training tasks, with the rows
 * in them replaced by those of the hand-written rule.
 */
final class WarmStart {
    /** Distinct questions of one answer; more gain nothing at the default budget (figures in LOG.md). */
    private static final int QUESTIONS = 3;
    /** Task numbers from here on are in no round. */
    private static final long NUMBERS = 500_000_000;

    private static final int PIECE = 64;

    private final PolicyUpdate update;
    private final List<Environment> environments;
    private final PolicyRecipe recipe;
    private final Rollouts rollouts;

    WarmStart(LanguageModel model, List<Environment> environments, PolicyRecipe recipe, Rollouts rollouts) {
        this.update = new PolicyUpdate(model, PolicyRecipe.restEm());
        this.environments = environments;
        this.recipe = recipe;
        this.rollouts = rollouts;
    }

    /**
     * The policy after cloning; the start itself where the recipe asks for no curated self-edits, or where the base wrote no call
     * into which rows can be put.
     *
     * @param between called between pieces of work; what it throws ends it
     */
    Adapter from(Adapter start, Runnable between) {
        if (recipe.curated() == 0) {
            return start;
        }
        List<Draft> curated = new ArrayList<>();
        for (int from = 0; from < recipe.curated(); from += PIECE) {
            between.run();
            for (Draft draft : rollouts.write(tasks(from), null, 0, recipe.seed())) {
                Draft other = rollouts.rewritten(
                        draft, draft.task().rules().stream().map(WarmStart::few).toList());
                if (other != null) {
                    curated.add(other);
                }
            }
        }
        return curated.isEmpty()
                ? start
                : update.imitate(start, curated, between, recipe.seed() * 31).adapter();
    }

    private List<Task> tasks(int from) {
        List<Task> tasks = new ArrayList<>();
        for (int i = from; i < Math.min(from + PIECE, recipe.curated()); i++) {
            tasks.add(
                    environments.get(i % environments.size()).task(Split.TRAIN, NUMBERS + recipe.seed() * 10_000 + i));
        }
        return tasks;
    }

    /** The first questions of each answer, the answers in the order in which the rule names them. */
    private static List<LedgerRow> few(List<LedgerRow> rule) {
        Map<String, List<LedgerRow>> byAnswer = new LinkedHashMap<>();
        rule.forEach(
                row -> byAnswer.computeIfAbsent(row.a(), a -> new ArrayList<>()).add(row));
        return byAnswer.values().stream()
                .flatMap(rows -> rows.stream().limit(QUESTIONS))
                .toList();
    }
}
