package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.ToolDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The inner loop: trains an adapter on an item's rows beside rehearsal of earlier rows and self-generated replay, asks
 * before and after, and judges. A function of the base model, the lesson and the recipe.
 */
public final class LoraTrainer {
    private final LanguageModel model;
    private final Recipe recipe;
    private final Gate gate;
    private final LessonPlanner planner;
    private final SelfEdit selfEdit;

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
        this.selfEdit = new SelfEdit(model, rows);
        this.planner =
                new LessonPlanner(model, recipe, rows, ReplayPrompts.load(model.folder()), new BaseAnswers(model, 160));
    }

    /** Does now what else the first lesson would wait for: the base's answers to the neutral prompts. */
    public void prepare() {
        EngineThread.use(recipe.threads());
        planner.neutral();
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
        UpdateRule rule = lesson.kind() == LedgerKind.OBSERVATION ? UpdateRule.OBSERVED : recipe.rule();
        LessonPlan plan = plan(lesson, rule);
        Adapter start = lesson.parent() != null
                ? lesson.parent()
                : Adapter.initial(model.config(), new LoraConfig(recipe.rank(), recipe.alpha()), recipe.seed());
        Exam exam = new Exam(model, plan, lesson.parent());
        Course course = new Course(model, recipe, plan, lesson);
        Adapter trained = course.train(start, exam, progress);
        progress.report(LearningState.EXAMINING, 0.9, "asking again");
        Gate.Decision decision = gate.decide(trained, share -> between(start, trained, share), exam::result);
        Exam.Result result = decision.result();
        Receipt receipt = new Receipt(
                result.acquired(),
                exam.acquiredBefore(),
                exam.inContext(),
                result.paraphrase(),
                result.kept(),
                result.locality(),
                result.neutral(),
                result.divergence(),
                rule,
                decision.scale(),
                distance(start, decision.adapter()),
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

    private LessonPlan plan(Lesson lesson, UpdateRule rule) {
        // an observation is learned as it stands; a fact that is only stated becomes questions and answers
        boolean asQuestions = rule != UpdateRule.OBSERVED;
        List<LedgerRow> rows = LessonPlanner.latest(asQuestions ? selfEdit.questions(lesson.rows()) : lesson.rows());
        Set<LedgerRow> now = new HashSet<>(rows);
        List<LedgerRow> before =
                LessonPlanner.latest(Stream.concat(selfEdit.questions(lesson.earlier()).stream(), rows.stream())
                                .toList())
                        .stream()
                        .filter(r -> !now.contains(r))
                        .toList();
        return planner.plan(lesson, rows, before, rule);
    }

    private Adapter between(Adapter start, Adapter end, double share) {
        float[] values = start.values();
        float[] to = end.values();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (share * (to[i] - values[i]));
        }
        return Adapter.of(model.config(), start.lora(), values);
    }

    private static double distance(Adapter a, Adapter b) {
        float[] x = a.values();
        float[] y = b.values();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) (x[i] - y[i]) * (x[i] - y[i]);
        }
        return Math.sqrt(sum);
    }
}
