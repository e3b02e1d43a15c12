package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.ToolDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The inner loop: trains an adapter on an item's rows beside rehearsal of earlier rows and self-generated replay, asks
 * before and after, and judges. A function of the base model, the lesson and the recipe.
 */
public final class LoraTrainer {
    private final LanguageModel model;
    private final Recipe recipe;
    private final Gate gate;
    private final LessonPlanner planner;

    /**
     * @param model the base; its folder may bring its own replay prompts
     * @param recipe how to train
     * @param limits what an update may cost
     * @param toolSets the sets of tools that conversations list, the usual one first
     */
    public LoraTrainer(LanguageModel model, Recipe recipe, GateLimits limits, List<List<ToolDefinition>> toolSets) {
        this.model = model;
        this.recipe = recipe;
        this.gate = new Gate(limits);
        RowPrompts rows = new RowPrompts(model, toolSets);
        this.planner = new LessonPlanner(model, recipe, rows, ReplayPrompts.load(model.folder()));
    }

    /** Does now what else the first lesson would wait for: the base's answers to the neutral prompts. */
    public void prepare() {
        EngineThread.use(recipe.threads());
        planner.neutral();
    }

    /**
     * Whether the weights after the lesson of an agent's {@code items}-th item hang on the items and the root only, not on
     * its parent.
     */
    public boolean consolidates(long items) {
        return recipe.consolidation().due(items);
    }

    /**
     * Which rows of earlier items a later one answers otherwise, in whatever words.
     *
     * @return for each earlier item the places of those rows, from 0
     */
    public List<Set<Integer>> replaced(List<TaughtItem> earlier, TaughtItem later) {
        EngineThread.use(recipe.threads());
        return planner.replaced(earlier, later);
    }

    /**
     * Trains one item.
     *
     * @param progress told at every step
     */
    public LearningOutcome train(Lesson lesson, LearningProgress progress) {
        long started = System.nanoTime();
        EngineThread.use(recipe.threads());
        progress.report(LearningState.TRAINING, 0, "writing the lesson");
        Optional<String> unasked = gate.asks() ? planner.unasked(lesson.item()) : Optional.empty();
        if (unasked.isPresent()) {
            return new LearningOutcome.Refused(unasked.get(), Verdict.receipt("rejected", unasked.get()));
        }
        boolean due = consolidates(lesson.position());
        LearningOutcome whole = due ? consolidate(lesson, progress, started) : null;
        if (whole == null && lesson.whole()) {
            return new LearningOutcome.Refused("one training cannot hold all " + lesson.position() + " items", "{}");
        }
        return whole != null ? whole : next(lesson, due, progress, started);
    }

    /**
     * A lesson on top of its parent. Where that is full, so that the item can only be had at the cost of others, all of them
     * are trained at once instead.
     *
     * @param tried whether that was tried already
     */
    private LearningOutcome next(Lesson lesson, boolean tried, LearningProgress progress, long started) {
        LessonPlan plan = planner.next(lesson);
        Adapter start = lesson.parent() != null ? lesson.parent() : initial(recipe.rank());
        Exam exam = new Exam(model, plan, lesson.parent(), false);
        Course course = Course.next(model, recipe, plan, lesson);
        Adapter trained = course.train(start, exam, progress);
        progress.report(LearningState.EXAMINING, 0.9, "asking again");
        Gate.Decision decision = gate.decide(trained, share -> between(start, trained, share), exam::result);
        boolean full = !decision.published() && gate.damages(decision.result());
        LearningOutcome whole =
                full && !tried && recipe.consolidation().possible() ? consolidate(lesson, progress, started) : null;
        return whole != null ? whole : outcome(lesson, decision, exam, course, start, false, started);
    }

    /** Trains all items at once; null where they cannot be held so, for reasons that hang on the items only. */
    private LearningOutcome consolidate(Lesson lesson, LearningProgress progress, long started) {
        LessonPlan plan = planner.all(lesson);
        Exam exam = new Exam(model, plan, lesson.parent(), true);
        for (int rank = recipe.rank(); ; rank *= 2) {
            Adapter start = lesson.root() != null ? lesson.root() : initial(rank);
            Course course = Course.all(model, recipe, plan, lesson);
            Adapter trained = course.train(start, exam, progress);
            Exam.Result result = exam.result(trained);
            Optional<String> objection = gate.objection(result);
            if (objection.isEmpty()) {
                progress.report(LearningState.EXAMINING, 0.9, "asking again");
                String reason =
                        "acquired " + result.acquired() + "; all " + lesson.position() + " items trained at once";
                Gate.Decision decision = new Gate.Decision(trained, result, 1, "accepted", reason);
                return outcome(lesson, decision, exam, course, start, true, started);
            }
            boolean full = result.finite() && gate.full(result).isPresent();
            if (!full
                    || lesson.root() != null
                    || 2 * rank > recipe.consolidation().maxRank()) {
                return null;
            }
        }
    }

    private LearningOutcome outcome(
            Lesson lesson,
            Gate.Decision decision,
            Exam exam,
            Course course,
            Adapter start,
            boolean consolidated,
            long started) {
        Exam.Result result = decision.result();
        Adapter from = lesson.parent() != null && lesson.parent().lora().equals(start.lora()) ? lesson.parent() : start;
        Receipt receipt = new Receipt(
                result.acquired(),
                exam.acquiredBefore(),
                exam.inContext(),
                result.paraphrase(),
                result.kept(),
                result.held(),
                result.locality(),
                result.neutral(),
                result.divergence(),
                planner.rule(lesson.item()),
                lesson.position(),
                consolidated,
                start.lora().rank(),
                decision.scale(),
                from.distance(decision.adapter()),
                course.steps(),
                course.positions(),
                course.usefulShare(),
                (System.nanoTime() - started) / 1e9,
                decision.verdict(),
                decision.reason());
        if (!decision.published()) {
            return new LearningOutcome.Refused(decision.reason(), receipt.json(recipe));
        }
        return new LearningOutcome.Accepted(
                decision.adapter().bytes(),
                start.lora().rank(),
                start.lora().alpha(),
                model.hash(),
                receipt.json(recipe),
                course.curve().toString());
    }

    /** Alpha stays in proportion to the rank, so that a step moves the weights alike. */
    private Adapter initial(int rank) {
        double alpha = recipe.alpha() * rank / recipe.rank();
        return Adapter.initial(model.config(), new LoraConfig(rank, alpha), recipe.seed());
    }

    private Adapter between(Adapter start, Adapter end, double share) {
        float[] values = start.values();
        float[] to = end.values();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (share * (to[i] - values[i]));
        }
        return Adapter.of(model.config(), start.lora(), values);
    }
}
