package dev.autodidact.sft;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Scores;
import dev.autodidact.model.ToolDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The inner loop: trains an adapter on an item's rows beside rehearsal of earlier rows and self-generated replay, asks
 * before and after, and judges. A function of the base model, the parent adapter, the items and the recipe.
 */
public final class LoraTrainer {
    /** Share of the item's questions that must be right afterwards. */
    static final double MIN_ACQUIRED = 0.5;

    private static final int BATCHES = 5;

    private final LanguageModel model;
    private final Recipe recipe;
    private final LessonPlanner planner;
    private final SelfEdit selfEdit;

    /**
     * @param model the base; its folder may bring its own replay prompts
     * @param recipe how to train
     * @param toolSets the sets of tools that conversations list, the usual one first
     */
    public LoraTrainer(LanguageModel model, Recipe recipe, List<List<ToolDefinition>> toolSets) {
        this.model = model;
        this.recipe = recipe;
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
     * @param parent adapter to start from, or null for the base
     * @param taught the item's rows
     * @param earlier rows of all earlier items, oldest first
     * @param ordinal the item's place among the agent's items; part of the seed
     * @param strength multiplies the learning rate
     * @param progress told at every step
     */
    public LearningOutcome train(
            Adapter parent,
            List<LedgerRow> taught,
            List<LedgerRow> earlier,
            long ordinal,
            double strength,
            LearningProgress progress) {
        long started = System.nanoTime();
        EngineThread.use(recipe.threads());
        progress.report(LearningState.TRAINING, 0, "writing the lesson");
        List<LedgerRow> rows = LessonPlanner.latest(selfEdit.questions(taught));
        Set<LedgerRow> now = new HashSet<>(rows);
        List<LedgerRow> before =
                LessonPlanner.latest(Stream.concat(selfEdit.questions(earlier).stream(), rows.stream())
                                .toList())
                        .stream()
                        .filter(r -> !now.contains(r))
                        .toList();
        LessonPlan plan = planner.plan(rows, before, recipe.seed() * 1_000_003 + ordinal);
        Adapter start = parent != null
                ? parent
                : Adapter.initial(model.config(), new LoraConfig(recipe.rank(), recipe.alpha()), recipe.seed());
        List<Adapter> atStart = parent == null ? List.of() : List.of(parent);
        List<Boolean> keptBefore = exact(plan.keptExam(), atStart);
        List<Boolean> acquiredBefore = exact(plan.exam(), atStart);

        Run run = new Run(plan, ordinal, strength);
        Adapter trained = run.train(start, progress);
        progress.report(LearningState.EXAMINING, 0.9, "asking again");
        Receipt receipt = examine(plan, start, trained, run, acquiredBefore, keptBefore, started);
        if (!receipt.verdict().equals("accepted")) {
            return new LearningOutcome.Refused(receipt.reason(), receipt.json());
        }
        return new LearningOutcome.Accepted(
                trained.bytes(), recipe.rank(), recipe.alpha(), model.hash(), receipt.json(), run.curve.toString());
    }

    private Receipt examine(
            LessonPlan plan,
            Adapter start,
            Adapter trained,
            Run run,
            List<Boolean> acquiredBefore,
            List<Boolean> keptBefore,
            long started) {
        boolean finite = trained.finite();
        List<Adapter> after = List.of(finite ? trained : start);
        Receipt.Count acquired = count(exact(plan.exam(), after));
        List<Boolean> keptAfter = exact(plan.keptExam(), after);
        int held = 0;
        int had = 0;
        for (int i = 0; i < keptBefore.size(); i++) {
            had += keptBefore.get(i) ? 1 : 0;
            held += keptBefore.get(i) && keptAfter.get(i) ? 1 : 0;
        }
        boolean enough = acquired.n() == 0 || acquired.share() >= MIN_ACQUIRED;
        String reason = !finite
                ? "the update has weights that are not finite"
                : enough
                        ? "acquired " + acquired
                        : "only " + acquired + " of the questions are answered right after training; write clear"
                                + " question rows with short answers";
        return new Receipt(
                acquired,
                count(acquiredBefore),
                count(exact(plan.paraphraseExam(), after)),
                new Receipt.Count(held, had),
                count(exact(plan.localityExam(), after)),
                count(exact(plan.neutralExam(), after)),
                distance(start, trained),
                run.steps,
                run.positions,
                run.positions == 0 ? 1 : (double) run.useful / run.positions,
                (System.nanoTime() - started) / 1e9,
                finite && enough ? "accepted" : "rejected",
                reason);
    }

    private List<Boolean> exact(List<Example> rows, List<Adapter> adapter) {
        if (rows.isEmpty()) {
            return List.of();
        }
        return model.score(PackedBatch.of(rows), adapter, Precision.BF16).rows().getFirst().stream()
                .map(Scores.Row::exact)
                .toList();
    }

    private static Receipt.Count count(List<Boolean> right) {
        return new Receipt.Count((int) right.stream().filter(r -> r).count(), right.size());
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

    /** One training of one item. */
    private final class Run {
        private final LessonPlan plan;
        private final double strength;
        private final SplittableRandom random;
        private final List<PackedBatch> batches = new ArrayList<>();
        private final ArrayNode curve = JsonNodeFactory.instance.arrayNode();
        private int steps;
        private long positions;
        private long useful;

        Run(LessonPlan plan, long ordinal, double strength) {
            this.plan = plan;
            this.strength = strength;
            this.random = new SplittableRandom(recipe.seed() * 7_368_787 + ordinal);
        }

        Adapter train(Adapter start, LearningProgress progress) {
            try (LoraTraining training = model.training(List.of(start), AdamW.standard(), Precision.BF16)) {
                while (steps < recipe.steps()) {
                    PackedBatch batch = batch();
                    float rate = (float) (recipe.rate(steps) * strength);
                    LoraTraining.StepResult result = training.step(batch, rate);
                    steps++;
                    positions += batch.positionsTrained();
                    useful += batch.usefulTokens();
                    curve.add(result.losses()[0]);
                    progress.report(
                            LearningState.TRAINING,
                            0.9 * steps / recipe.steps(),
                            "step " + steps + " of at most " + recipe.steps());
                    if (steps % recipe.checkEvery() == 0
                            && steps < recipe.steps()
                            && learned(training.adapters().getFirst())) {
                        break;
                    }
                }
                return training.adapters().getFirst();
            }
        }

        /** A few choices of rows take turns: kernels are made for each new shape, which costs more than a step. */
        private PackedBatch batch() {
            if (batches.size() < BATCHES) {
                batches.add(PackedBatch.of(rows()));
            }
            return batches.get(steps % BATCHES);
        }

        /** Whether every question is answered right, other wordings too, and nothing else has moved. */
        private boolean learned(Adapter now) {
            List<Example> all = Stream.of(plan.exam(), plan.paraphraseExam(), plan.keptExam(), plan.localityExam())
                    .flatMap(List::stream)
                    .toList();
            return now.finite() && exact(all, List.of(now)).stream().allMatch(r -> r);
        }

        private List<Example> rows() {
            List<Example> rows = new ArrayList<>();
            for (List<Example> variants : LessonPlanner.sample(plan.fresh(), recipe.newRows(), random)) {
                rows.add(variants.get(random.nextInt(variants.size())));
            }
            rows.addAll(LessonPlanner.sample(plan.rehearsal(), recipe.rehearsalRows(), random));
            rows.addAll(LessonPlanner.sample(plan.contrast(), recipe.contrastRows(), random));
            rows.addAll(LessonPlanner.sample(plan.neutral(), recipe.neutralRows(), random));
            return rows;
        }
    }
}
