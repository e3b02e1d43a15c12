package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.NativeHeap;
import dev.autodidact.sft.LedgerRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The policy before the first round, cloned from curated first trajectories: the base's own about training tasks, with the rows
 * in them replaced by those of the hand-written rule. Beside them it clones what the base answers to other questions.
 */
public final class WarmStart {
    /** Distinct questions of one answer; more gain nothing at the default budget (figures in LOG.md). */
    private static final int QUESTIONS = 3;
    /** Task numbers from here on are in no round. */
    private static final long NUMBERS = 500_000_000;

    private static final int PIECE = 64;

    /** Questions near a task that are held to the base's answer; without them transformations cost .17 of it (LOG.md). */
    private static final int ANCHORS = 3;

    /** Tasks to one question of another kind. */
    private static final int NEUTRAL_EVERY = 5;

    private final PolicyUpdate update;
    private final List<Environment> environments;
    private final PolicyRecipe recipe;
    private final Rollouts rollouts;

    /** On a model; the recipe says how many self-edits, and the seed. */
    public WarmStart(LanguageModel model, List<Environment> environments, PolicyRecipe recipe, Rollouts rollouts) {
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
        return from(start, true, between);
    }

    /** Supervised cloning alone, with nothing held to the base's answers: what reinforcement learning is compared with. */
    public Adapter alone(Adapter start) {
        return from(start, false, () -> {});
    }

    private Adapter from(Adapter start, boolean anchored, Runnable between) {
        if (recipe.curated() == 0) {
            return start;
        }
        List<Draft> curated = new ArrayList<>();
        for (int from = 0; from < recipe.curated(); from += PIECE) {
            between.run();
            NativeHeap.trim();
            for (Draft draft : rollouts.write(tasks(from), null, 0, recipe.seed())) {
                Draft other = rollouts.rewritten(
                        draft, draft.task().rules().stream().map(WarmStart::few).toList());
                if (other != null) {
                    curated.add(other);
                }
            }
        }
        if (curated.isEmpty()) {
            return start;
        }
        List<Turn> turns = new ArrayList<>(
                curated.stream().flatMap(d -> d.turns().stream()).toList());
        if (anchored) {
            turns.addAll(rollouts.asBase(anchors(curated)));
        }
        return update.imitate(start, turns, between, recipe.seed() * 31).adapter();
    }

    /** Questions that the policy is to go on answering as the base does. */
    private List<String> anchors(List<Draft> curated) {
        SplittableRandom random = new SplittableRandom(recipe.seed() * 37);
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < curated.size(); i++) {
            List<String> nearby = new ArrayList<>(curated.get(i).task().nearby());
            for (int k = 0; k < ANCHORS && !nearby.isEmpty(); k++) {
                questions.add(nearby.remove(random.nextInt(nearby.size())));
            }
            if (i % NEUTRAL_EVERY == 0) {
                questions.add(InnerLoop.NEUTRAL.get(i / NEUTRAL_EVERY % InnerLoop.NEUTRAL.size()));
            }
        }
        return questions;
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
