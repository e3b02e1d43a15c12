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
 * the exam the rows that are still wrong come first.
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

    /** New rows of a step where an item has more answers than the recipe's. */
    private static final int MOST_NEW_ROWS = 20;

    private final LanguageModel model;
    private final Recipe recipe;
    private final LessonPlan plan;
    private final double strength;
    private final int newRows;
    private final int neutralRows;
    private final int most;
    private final int checkEvery;
    private final double lastRate;
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

    private Course(
            LanguageModel model,
            Recipe recipe,
            LessonPlan plan,
            Lesson lesson,
            double strength,
            int newRows,
            int neutralRows,
            int most,
            int checkEvery,
            double lastRate) {
        this.model = model;
        this.recipe = recipe;
        this.plan = plan;
        this.strength = strength;
        this.newRows = newRows;
        this.neutralRows = neutralRows;
        this.most = most;
        this.checkEvery = checkEvery;
        this.lastRate = lastRate;
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
        return new Course(
                model,
                recipe,
                plan,
                lesson,
                lesson.item().strength(),
                Math.clamp(things, recipe.newRows(), Math.max(recipe.newRows(), MOST_NEW_ROWS)),
                recipe.neutralRows(),
                Math.min(10_000, recipe.steps() + STEPS_PER_THING * more),
                recipe.checkEvery(),
                0.2);
    }

    /** A consolidation; rows count by the strength of their items. */
    static Course all(LanguageModel model, Recipe recipe, LessonPlan plan, Lesson lesson) {
        Consolidation c = recipe.consolidation();
        int most = (int) Math.min(10_000, recipe.steps() + c.stepsPerThing() * lesson.things());
        int checkEvery = 2 * recipe.checkEvery();
        return new Course(model, recipe, plan, lesson, 1, c.rows(), 2 * recipe.neutralRows(), most, checkEvery, 0.1);
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
            while (steps < most) {
                List<TrainingRow> rows = rows();
                List<TrainingRow> spare = spare(rows);
                PackedBatch batch = PackedBatch.filled(examples(rows), examples(spare), WIDTH);
                rows.addAll(spare);
                float rate = (float) (recipe.rate(steps, most, lastRate) * strength);
                LoraTraining.StepResult step =
                        training.step(teacher.without(batch, rows), teacher.soft(batch, rows), rate);
                steps++;
                positions += batch.positionsTrained();
                useful += batch.usefulTokens();
                curve.add(step.losses()[0]);
                progress.report(LearningState.TRAINING, 0.9 * steps / most, "step " + steps + " of at most " + most);
                if (steps % checkEvery == 0 && steps < most) {
                    Adapter now = training.adapters().getFirst();
                    Exam.Result result = exam.midway(now);
                    if (exam.passed(result)) {
                        break;
                    }
                    if (exam.worthALook(result)) {
                        look(now);
                    }
                }
            }
            return training.adapters().getFirst();
        }
    }

    /** Notes which rows are wrong now: of those that were, and of some of the others. */
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
        rows.addAll(fresh.draw(newRows, random));
        rows.addAll(rehearsal.draw(recipe.rehearsalRows(), random));
        rows.addAll(contrast.draw(recipe.contrastRows(), random));
        rows.addAll(neutral.draw(neutralRows, random));
        return rows;
    }

    /** Rows of what is to stay, for the room that is left. */
    private List<TrainingRow> spare(List<TrainingRow> rows) {
        if (recipe.contrastRows() == 0) {
            return List.of();
        }
        List<TrainingRow> spare = new ArrayList<>();
        if (recipe.rehearsalRows() > 0) {
            spare.addAll(rehearsal.draw(recipe.rehearsalRows(), random));
        }
        spare.addAll(contrast.draw(Integer.MAX_VALUE, random));
        spare.removeAll(rows);
        return spare;
    }

    private static List<Example> examples(List<TrainingRow> rows) {
        return rows.stream().map(TrainingRow::example).toList();
    }
}
