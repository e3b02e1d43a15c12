package dev.autodidact.sft;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The steps of one lesson. Each mixes new rows, earlier ones, near questions and prompts of all kinds; after a look at
 * the exam the rows that are still wrong come first; in a training of all items, as half of a step.
 */
final class Course {
    /** Width of the sequences that rows are packed into; one width, since kernels are made anew for each shape. */
    private static final int WIDTH = 256;

    /** Parts of a step that two cores can share; the weights hang on it. */
    private static final int PARTS = 2;

    /** Rows of each pool that one look asks at most: looks at all of forty items took three quarters of the time. */
    private static final int LOOKED_AT = 512;

    /** Steps for each answer of an item beyond a step's new rows: of ten like numbers 35 steps taught four (LOG.md). */
    private static final int STEPS_PER_THING = 4;

    /** Most steps at all. */
    private static final int MOST_STEPS = 10_000;

    /** New rows of a step where an item has more answers than the recipe's. */
    private static final int MOST_NEW_ROWS = 20;

    private final LanguageModel model;
    private final Recipe recipe;
    private final LessonPlan plan;
    private final Schedule schedule;
    private final SplittableRandom random;
    private final Teacher teacher;
    private final RowPool fresh;
    private final RowPool rehearsal;
    private final RowPool contrast;
    private final RowPool neutral;
    private final ArrayNode curve = JsonNodeFactory.instance.arrayNode();
    private int steps;
    private long positions;
    private long useful;

    /**
     * How much of what, and when.
     *
     * @param strength factor of the rate
     * @param newRows new rows of a step
     * @param neutralRows neutral ones
     * @param most most steps
     * @param checkEvery steps between looks at the exam
     * @param lastRate share of the first rate at the last step
     * @param wrongShare how many of a step's rows of each kind may be such that are wrong while there are right ones
     * @param averaged whether the mean of the last steps' weights is what was learned
     */
    private record Schedule(
            double strength,
            int newRows,
            int neutralRows,
            int most,
            int checkEvery,
            double lastRate,
            double wrongShare,
            boolean averaged) {}

    private Course(LanguageModel model, Recipe recipe, LessonPlan plan, Lesson lesson, Schedule schedule) {
        this.model = model;
        this.recipe = recipe;
        this.plan = plan;
        this.schedule = schedule;
        this.random = new SplittableRandom(recipe.seed() * 7_368_787 + lesson.position());
        this.teacher = new Teacher(model);
        this.fresh = RowPool.unknown(plan.fresh());
        this.rehearsal = RowPool.known(plan.rehearsal());
        this.contrast = RowPool.known(plan.contrast());
        this.neutral = RowPool.known(plan.neutral());
    }

    /** A lesson on top of its parent; an item that teaches many things gets more rows and steps. */
    static Course next(LanguageModel model, Recipe recipe, LessonPlan plan, Lesson lesson) {
        int things = lesson.item().things();
        int more = Math.max(0, things - recipe.newRows());
        Schedule schedule = new Schedule(
                lesson.item().strength(),
                Math.clamp(things, recipe.newRows(), Math.max(recipe.newRows(), MOST_NEW_ROWS)),
                recipe.neutralRows(),
                Math.min(MOST_STEPS, recipe.steps() + STEPS_PER_THING * more),
                recipe.checkEvery(),
                0.2,
                1,
                false);
        return new Course(model, recipe, plan, lesson, schedule);
    }

    /**
     * A consolidation; rows count by the strength of their items. Where a step held wrong rows only, as in a lesson, the right
     * ones were forgotten by the next look and all items told 31 of 188 answers instead of 183 (LOG.md).
     */
    static Course all(LanguageModel model, Recipe recipe, LessonPlan plan, Lesson lesson) {
        Consolidation c = recipe.consolidation();
        int most = (int) Math.min(MOST_STEPS, recipe.steps() + c.stepsPerThing() * lesson.things());
        Schedule schedule =
                new Schedule(1, c.rows(), 2 * recipe.neutralRows(), most, 2 * recipe.checkEvery(), 0.1, 0.5, true);
        return new Course(model, recipe, plan, lesson, schedule);
    }

    int steps() {
        return steps;
    }

    /** Token positions that the steps went over. */
    long positions() {
        return positions;
    }

    /** Share of them that held a token of some row. */
    double usefulShare() {
        return positions == 0 ? 1 : (double) useful / positions;
    }

    /** The loss of each step. */
    ArrayNode curve() {
        return curve;
    }

    /** Trains until the exam has nothing left to ask for, at most the recipe's steps. */
    Adapter train(Adapter start, Exam exam, LearningProgress progress) {
        try (LoraTraining training = model.training(List.of(start), AdamW.standard(), Precision.BF16)) {
            training.inParts(PARTS);
            AveragedWeights mean = new AveragedWeights(model.config(), start);
            int most = schedule.most();
            while (steps < most) {
                List<TrainingRow> rows = rows();
                List<TrainingRow> spare = spare(rows);
                PackedBatch batch = PackedBatch.filled(examples(rows), examples(spare), WIDTH);
                rows.addAll(spare);
                float rate = (float) (recipe.rate(steps, most, schedule.lastRate()) * schedule.strength());
                LoraTraining.StepResult step =
                        training.step(teacher.without(batch, rows), teacher.soft(batch, rows), rate);
                steps++;
                positions += batch.positionsTrained();
                useful += batch.usefulTokens();
                curve.add(step.losses()[0]);
                progress.report(LearningState.TRAINING, 0.9 * steps / most, "step " + steps + " of at most " + most);
                if (schedule.averaged()) {
                    mean.add(training.adapters().getFirst());
                }
                if (steps % schedule.checkEvery() == 0 && steps < most) {
                    Exam.Result result = exam.midway(learned(training, mean));
                    if (exam.passed(result)) {
                        break;
                    }
                    if (exam.worthALook(result)) {
                        look(training.adapters().getFirst());
                    }
                }
            }
            return learned(training, mean);
        }
    }

    private Adapter learned(LoraTraining training, AveragedWeights mean) {
        return schedule.averaged() ? mean.adapter() : training.adapters().getFirst();
    }

    /**
     * Notes which rows are wrong now: of those that were, and of some of the others. By the step's own weights, also where the
     * mean is learned: what the mean tells in spite of single steps would never be trained.
     */
    private void look(Adapter now) {
        List<RowPool> pools = List.of(fresh, rehearsal, contrast, neutral);
        List<List<RowPool.Variant>> asked =
                pools.stream().map(pool -> pool.toLookAt(LOOKED_AT, random)).toList();
        List<Example> rows = new ArrayList<>();
        for (int p = 0; p < pools.size(); p++) {
            asked.get(p).stream().map(pools.get(p)::example).forEach(rows::add);
        }
        Iterator<Boolean> right = Exam.right(model, rows, now).iterator();
        for (int p = 0; p < pools.size(); p++) {
            RowPool pool = pools.get(p);
            asked.get(p).forEach(one -> pool.mark(one, right.next()));
        }
    }

    private List<TrainingRow> rows() {
        List<TrainingRow> rows = new ArrayList<>();
        rows.addAll(draw(fresh, schedule.newRows()));
        rows.addAll(draw(rehearsal, recipe.rehearsalRows()));
        rows.addAll(draw(contrast, recipe.contrastRows()));
        rows.addAll(draw(neutral, schedule.neutralRows()));
        return rows;
    }

    private List<TrainingRow> draw(RowPool pool, int count) {
        return pool.draw(count, schedule.wrongShare(), random);
    }

    /** Rows of what is to stay, for the room that is left. */
    private List<TrainingRow> spare(List<TrainingRow> rows) {
        if (recipe.contrastRows() == 0) {
            return List.of();
        }
        List<TrainingRow> spare = new ArrayList<>();
        if (recipe.rehearsalRows() > 0) {
            spare.addAll(draw(rehearsal, recipe.rehearsalRows()));
        }
        spare.addAll(draw(contrast, Integer.MAX_VALUE));
        spare.removeAll(rows);
        return spare;
    }

    private static List<Example> examples(List<TrainingRow> rows) {
        return rows.stream().map(TrainingRow::example).toList();
    }
}
