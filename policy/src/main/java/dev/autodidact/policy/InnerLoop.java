package dev.autodidact.policy;

import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.NativeHeap;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Scores;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.RowPrompts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Trains one adapter per self-edit, all from the same start, K of them in one step, and asks each the questions of its
 * task. Much cheaper than a lesson of an agent: a fixed number of steps, no paraphrases, no gate.
 */
public final class InnerLoop implements Judge {
    static final List<String> NEUTRAL = List.of(
            "What is the capital of France?",
            "What colour is grass?",
            "What is the opposite of hot?",
            "How many days are in a week?",
            "What is 3 + 4?",
            "Who are you?",
            "Hello!",
            "Which month comes after May?",
            "What does a cow say?",
            "Thank you.");

    private final LanguageModel model;
    private final RowPrompts prompts;
    private final InnerRecipe recipe;
    private final Precision precision;
    private final BaseReplies replies;
    private final Adapter start;

    /** @param precision of the base's products; f32 where batched and sequential runs are to be equal to the last digits */
    public InnerLoop(LanguageModel model, RowPrompts prompts, InnerRecipe recipe, Precision precision) {
        this.model = model;
        this.prompts = prompts;
        this.recipe = recipe;
        this.precision = precision;
        this.replies = new BaseReplies(model, prompts);
        this.start = Adapter.initial(model.config(), new LoraConfig(recipe.rank(), recipe.alpha()), recipe.seed());
    }

    /**
     * The self-edits' outcomes in their order; trained in chunks, as many at once as there are cores for. A failure of one
     * leaves the others as they are.
     */
    @Override
    public List<InnerOutcome> run(List<Study> studies) {
        return run(studies, ready -> Parts.of(ready, recipe.chunk()), EngineThread::all);
    }

    @Override
    public String student() {
        return model.hash() + " " + recipe;
    }

    /** The same one after the other: slow and obvious, the judge of {@link #run}. */
    public List<InnerOutcome> runOneByOne(List<Study> studies) {
        return run(
                studies,
                ready -> ready.stream().map(List::of).toList(),
                parts -> parts.stream().map(Supplier::get).toList());
    }

    private List<InnerOutcome> run(
            List<Study> studies,
            Function<List<Prepared>, List<List<Prepared>>> parts,
            Function<List<Supplier<List<InnerOutcome>>>, List<List<InnerOutcome>>> crew) {
        InnerOutcome[] out = new InnerOutcome[studies.size()];
        List<Prepared> ready = new ArrayList<>();
        replies.of(studies.stream().flatMap(s -> s.task().nearby().stream()).toList());
        for (int i = 0; i < out.length; i++) {
            try {
                ready.add(prepare(i, studies.get(i)));
            } catch (RejectedEditException e) {
                out[i] = new InnerOutcome.Failed(e.kind(), e.getMessage());
            }
        }
        Map<String, List<Scores.Row>> before = before(ready);
        List<Supplier<List<InnerOutcome>>> chunks = parts.apply(ready).stream()
                .<Supplier<List<InnerOutcome>>>map(some -> () -> whole(some, before))
                .toList();
        Iterator<Prepared> next = ready.iterator();
        crew.apply(chunks).forEach(chunked -> chunked.forEach(outcome -> out[next.next().index] = outcome));
        return List.of(out);
    }

    private List<InnerOutcome> whole(List<Prepared> some, Map<String, List<Scores.Row>> before) {
        try {
            return chunk(some, before);
        } catch (RuntimeException e) {
            return apart(some, before);
        } finally {
            // chunks differ in their shapes: without this a run held eight gigabytes
            NativeHeap.trim();
        }
    }

    /** One by one after a chunk has crashed, so that only the one at fault is lost. */
    private List<InnerOutcome> apart(List<Prepared> some, Map<String, List<Scores.Row>> before) {
        List<InnerOutcome> outcomes = new ArrayList<>();
        for (Prepared one : some) {
            try {
                outcomes.add(chunk(List.of(one), before).getFirst());
            } catch (RuntimeException e) {
                outcomes.add(new InnerOutcome.Failed("crashed", String.valueOf(e.getMessage())));
            }
        }
        return outcomes;
    }

    /** A self-edit as tokens, with its task's anchors and exam. */
    private record Prepared(
            int index, Task task, List<Example> rows, List<Example> near, List<Example> neutral, List<Example> exam) {}

    private Prepared prepare(int index, Study study) {
        if (study.edit().fault() != null) {
            throw new RejectedEditException(
                    study.edit().fault(),
                    "the self-edit is empty: " + study.edit().fault());
        }
        List<Example> rows = new ArrayList<>();
        for (LedgerRow row : new LinkedHashSet<>(study.edit().rows())) {
            Example example =
                    row.text() == null ? prompts.question(row.q(), row.a(), 0) : prompts.statement(row.text());
            if (example.length() > Math.min(recipe.budget() / recipe.steps() * 2, model.contextLength())) {
                throw new RejectedEditException(
                        "over budget",
                        "a row of " + example.length() + " tokens in a budget of " + recipe.budget() + " tokens over "
                                + recipe.steps() + " steps");
            }
            rows.add(example);
        }
        List<String> nearby = study.task().nearby();
        int trained = nearby.size() / 2;
        List<Example> exam = new ArrayList<>();
        for (Probe probe : study.task().probes()) {
            exam.add(prompts.question(probe.question(), probe.gold(), 0));
        }
        exam.addAll(examples(nearby.subList(trained, nearby.size())));
        return new Prepared(index, study.task(), rows, examples(nearby.subList(0, trained)), examples(NEUTRAL), exam);
    }

    private List<Example> examples(List<String> questions) {
        Map<String, String> known = replies.of(questions);
        return questions.stream()
                .filter(known::containsKey)
                .map(q -> prompts.question(q, known.get(q), 0))
                .toList();
    }

    private Map<String, List<Scores.Row>> before(List<Prepared> ready) {
        Map<String, Prepared> byTask = new LinkedHashMap<>();
        ready.forEach(one -> byTask.putIfAbsent(one.task.id(), one));
        List<Supplier<List<Scores.Row>>> exams = byTask.values().stream()
                .<Supplier<List<Scores.Row>>>map(
                        one -> () -> model.score(PackedBatch.of(one.exam), List.of(), precision)
                                .rows()
                                .getFirst())
                .toList();
        Map<String, List<Scores.Row>> before = new HashMap<>();
        Iterator<List<Scores.Row>> scores = EngineThread.all(exams).iterator();
        byTask.keySet().forEach(id -> before.put(id, scores.next()));
        return before;
    }

    private List<InnerOutcome> chunk(List<Prepared> some, Map<String, List<Scores.Row>> before) {
        int[] trained = new int[some.size()];
        int positions = 0;
        List<Adapter> adapters;
        try (LoraTraining training =
                model.training(java.util.Collections.nCopies(some.size(), start), AdamW.standard(), precision)) {
            List<Portions> portions =
                    some.stream().map(p -> new Portions(p.rows, recipe)).toList();
            for (int step = 0; step < recipe.steps(); step++) {
                List<List<Example>> rows = new ArrayList<>();
                for (int k = 0; k < some.size(); k++) {
                    List<Example> own = new ArrayList<>(portions.get(k).next(step));
                    trained[k] += own.stream().mapToInt(Example::length).sum();
                    own.addAll(anchors(some.get(k), step));
                    if (own.isEmpty()) {
                        own.add(some.get(k).rows.getFirst());
                    }
                    rows.add(own);
                }
                PackedBatch batch = PackedBatch.ofAll(rows);
                positions += batch.positionsTrained() / some.size();
                float[] rates = new float[some.size()];
                java.util.Arrays.fill(rates, recipe.rate(step));
                training.step(batch, rates);
            }
            adapters = training.adapters();
        }
        List<List<Scores.Row>> after = model.score(
                        PackedBatch.ofAll(some.stream().map(Prepared::exam).toList()), adapters, precision)
                .rows();
        List<InnerOutcome> outcomes = new ArrayList<>();
        for (int k = 0; k < some.size(); k++) {
            outcomes.add(outcome(
                    some.get(k),
                    before.get(some.get(k).task.id()),
                    after.get(k),
                    trained[k],
                    positions,
                    adapters.get(k)));
        }
        return outcomes;
    }

    /** Rows that are to stay as they are: two questions about others to one of another kind. */
    private List<Example> anchors(Prepared one, int step) {
        SplittableRandom random =
                new SplittableRandom(recipe.seed() * 31 + one.task.id().hashCode() * 1009L + step);
        int near = Math.min(one.near.size(), (2 * recipe.anchorRows() + 2) / 3);
        List<Example> out = new ArrayList<>(some(one.near, near, random));
        out.addAll(some(one.neutral, recipe.anchorRows() - near, random));
        return out;
    }

    private static List<Example> some(List<Example> all, int count, SplittableRandom random) {
        List<Example> rest = new ArrayList<>(all);
        List<Example> out = new ArrayList<>();
        while (out.size() < count && !rest.isEmpty()) {
            out.add(rest.remove(random.nextInt(rest.size())));
        }
        return out;
    }

    private static InnerOutcome outcome(
            Prepared one,
            List<Scores.Row> before,
            List<Scores.Row> after,
            int trained,
            int positions,
            Adapter adapter) {
        if (!adapter.finite()) {
            return new InnerOutcome.Failed("not finite", "the trained adapter holds values that are not finite");
        }
        int probes = one.task.probes().size();
        return new InnerOutcome.Learned(
                probabilities(before.subList(0, probes)),
                probabilities(after.subList(0, probes)),
                before.subList(0, probes).stream().map(Scores.Row::exact).toList(),
                after.subList(0, probes).stream().map(Scores.Row::exact).toList(),
                probabilities(before.subList(probes, before.size())),
                probabilities(after.subList(probes, after.size())),
                trained,
                positions,
                adapter);
    }

    private static List<Double> probabilities(List<Scores.Row> rows) {
        return rows.stream().map(r -> Math.exp(r.logProbability())).toList();
    }
}
