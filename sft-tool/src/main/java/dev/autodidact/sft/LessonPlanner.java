package dev.autodidact.sft;

import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Chooses and renders the rows of a lesson. A function of the item, the earlier items, the recipe and the base model, so
 * that a job that is run again sees the same rows.
 */
final class LessonPlanner {
    /** Near questions of each sort for the item of a lesson. */
    private static final int NEAR = 40;

    /** The same for each earlier item of a consolidation. */
    private static final int NEAR_EACH = 8;

    private static final int NEUTRAL_POOL = 40;

    /** Earlier questions that get a near question too, so that an update does not undo what an earlier one was held to. */
    private static final int EARLIER_NEAR = 12;

    /** Near questions that are asked instead of trained. */
    private static final int NEAR_ASKED = 8;

    private static final int NEAR_ASKED_OF_ALL = 32;
    private static final int REHEARSAL_EXAM = 32;

    /** Most questions of earlier items that are asked after a consolidation. */
    private static final int WHOLE_EXAM = 512;

    /** Neutral prompts that are used at all: answering them takes seconds, once. */
    private static final int NEUTRAL_PROMPTS = 120;

    /** Longest neutral row, tokens: a step goes over several. */
    private static final int NEUTRAL_TOKENS = 224;

    private static final String MAY_NOT_KNOW = " If you do not know, reply only: I don't know.";

    private final Recipe recipe;
    private final RowPrompts rows;
    private final ReplayPrompts replay;
    private final SelfEdit selfEdit;
    private final ExamWriter examWriter;
    private final Paraphrases paraphrases;
    private final NearQuestions near;
    private final Contradictions contradictions;
    private final BaseAnswers base;
    private List<Example> neutral;

    LessonPlanner(LanguageModel model, Recipe recipe, RowPrompts rows, ReplayPrompts replay) {
        this.recipe = recipe;
        this.rows = rows;
        this.replay = replay;
        this.selfEdit = new SelfEdit(model, rows);
        this.examWriter = new ExamWriter(model);
        this.paraphrases = new Paraphrases(model, rows, recipe.paraphrases() ? replay.paraphrase() : null);
        this.base = new BaseAnswers(model, 160);
        Contrast contrast = new Contrast(replay);
        this.near = new NearQuestions(rows, contrast, base);
        this.contradictions = new Contradictions(model, rows, selfEdit, contrast);
    }

    /** See {@link Contradictions#replaced}. */
    List<Set<Integer>> replaced(List<TaughtItem> earlier, TaughtItem later) {
        return contradictions.replaced(earlier, later);
    }

    /** How an item's rows are trained: what the environment said is always observed. */
    UpdateRule rule(TaughtItem item) {
        return item.kind() == LedgerKind.OBSERVATION ? UpdateRule.OBSERVED : recipe.rule();
    }

    /** The lesson on top of its parent: the item's rows new, the earlier ones rehearsed. */
    LessonPlan next(Lesson lesson) {
        TaughtItem item = lesson.item();
        SplittableRandom random = new SplittableRandom(recipe.seed() * 1_000_003 + lesson.position());
        List<LedgerRow> taught = latest(own(item));
        Set<LedgerRow> now = new HashSet<>(taught);
        List<LedgerRow> all = new ArrayList<>();
        lesson.earlier().forEach(before -> all.addAll(own(before)));
        all.addAll(taught);
        List<LedgerRow> earlier = latest(all).stream()
                .filter(row -> row.text() == null && !now.contains(row))
                .toList();
        FreshRows fresh = new FreshRows(rows, paraphrases, false);
        Set<String> known = normal(earlier);
        fresh.rehearsed(known);
        examined(fresh, item, taught);
        List<Example> rehearsal = new ArrayList<>();
        List<Example> keptExam = new ArrayList<>();
        for (LedgerRow row : earlier) {
            rehearsal.add(rows.row(row, random.nextInt(rows.forms())));
            keptExam.add(rows.row(row, 0));
        }
        List<String> questions = new ArrayList<>(near.of(nearTo(item, taught, NEAR)));
        questions.removeIf(q -> known.contains(Contrast.normal(q)));
        if (!questions.isEmpty()) {
            Set<String> answered = new LinkedHashSet<>(known);
            answered.addAll(normal(taught));
            questions.addAll(near.ofEach(sample(earlier, EARLIER_NEAR, random), answered, random));
        }
        return fresh.plan(
                rehearsal,
                sample(keptExam, REHEARSAL_EXAM, random),
                asBase(once(questions), random),
                NEAR_ASKED,
                sample(neutral(), NEUTRAL_POOL, random));
    }

    /** A consolidation: the rows of all items are new. The exam's own questions are those of the last item. */
    LessonPlan all(Lesson lesson) {
        SplittableRandom random = new SplittableRandom(recipe.seed() * 1_000_003 + lesson.position());
        List<TaughtItem> items = new ArrayList<>(lesson.earlier());
        items.add(lesson.item());
        List<List<LedgerRow>> byItem = items.stream().map(this::own).toList();
        List<LedgerRow> every = byItem.stream().flatMap(List::stream).toList();
        paraphrases.prepare(asked(every));
        Set<LedgerRow> counting = new HashSet<>(latest(every));
        Set<String> known = normal(every);
        FreshRows fresh = new FreshRows(rows, paraphrases, true);
        List<Example> keptExam = new ArrayList<>();
        Set<String> questions = new LinkedHashSet<>();
        List<NearQuestions.Draw> draws = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            TaughtItem item = items.get(i);
            List<LedgerRow> taught =
                    byItem.get(i).stream().filter(counting::remove).toList();
            boolean last = i == items.size() - 1;
            if (last) {
                examined(fresh, item, taught);
            } else {
                fresh.add(item, rule(item), taught);
                taught.stream().filter(row -> row.text() == null).forEach(row -> keptExam.add(rows.row(row, 0)));
            }
            draws.add(nearTo(item, taught, last ? NEAR : NEAR_EACH));
        }
        near.prepare(draws);
        draws.forEach(draw -> questions.addAll(near.of(draw)));
        questions.removeIf(q -> known.contains(Contrast.normal(q)));
        return fresh.plan(
                List.of(),
                sample(keptExam, WHOLE_EXAM, random),
                asBase(once(questions), random),
                NEAR_ASKED_OF_ALL,
                sample(neutral(), NEUTRAL_PROMPTS, random));
    }

    private void examined(FreshRows fresh, TaughtItem item, List<LedgerRow> taught) {
        fresh.examined(item, rule(item), taught, given(taught));
        if (selfEdit.foreign() && item.hasSource() && item.kind() != LedgerKind.DEMONSTRATION) {
            fresh.held(examWriter.of(item.source()));
        }
    }

    /** Why nothing could show whether an item was learned; empty where it can be asked for, and for observations. */
    Optional<String> unasked(TaughtItem item) {
        if (rule(item) == UpdateRule.OBSERVED) {
            return Optional.empty();
        }
        List<LedgerRow> questions =
                latest(own(item)).stream().filter(row -> row.text() == null).toList();
        if (questions.isEmpty()) {
            boolean writes = selfEdit.foreign() && item.hasSource();
            return writes && !examWriter.of(item.source()).isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "no question about it could be written, so that nothing could show whether it was learned;"
                                    + " write question rows with short answers");
        }
        return given(questions).containsAll(questions)
                ? Optional.of(
                        "each question holds its own answer, so that nothing could show whether it was learned; ask"
                                + " without saying the answer")
                : Optional.empty();
    }

    /** Rows whose question holds the answer, and the base reads it there: they answer their own exam. */
    private Set<LedgerRow> given(List<LedgerRow> taught) {
        List<LedgerRow> holding = taught.stream()
                .filter(row -> row.a() != null && Contrast.padded(row.q()).contains(Contrast.padded(row.a())))
                .toList();
        List<int[]> read =
                base.of(holding.stream().map(row -> rows.prompt(row.q(), 0)).toList());
        Set<LedgerRow> given = new HashSet<>();
        for (int i = 0; i < holding.size(); i++) {
            int[] answer = read.get(i);
            if (answer != null
                    && java.util.Arrays.equals(
                            rows.withEnd(answer), rows.answer(holding.get(i).a()))) {
                given.add(holding.get(i));
            }
        }
        return given;
    }

    /** An observation is learned as it stands; a fact that is only stated becomes questions and answers. */
    private List<LedgerRow> own(TaughtItem item) {
        return rule(item) == UpdateRule.OBSERVED ? item.rows() : selfEdit.questions(item.rows());
    }

    /** What is shown is to be done in states like it too, so nothing near a demonstration is held to the base. */
    private NearQuestions.Draw nearTo(TaughtItem item, List<LedgerRow> taught, int count) {
        List<String> asked = asked(taught);
        if (asked.isEmpty() || item.kind() == LedgerKind.DEMONSTRATION) {
            return NearQuestions.Draw.NONE;
        }
        // seeded by the item itself: what the base says to these questions is known in later lessons
        SplittableRandom random = new SplittableRandom(recipe.seed() * 31 + asked.hashCode());
        return near.draw(item, asked, NEAR, count, random);
    }

    /**
     * Rows that answer the questions as the base does. A model from elsewhere makes answers up where it knows none; every
     * other question allows it to say so, and then it is to go on saying so.
     */
    private List<Example> asBase(List<String> questions, SplittableRandom random) {
        List<int[]> prompts = new ArrayList<>();
        int i = 0;
        for (String q : sample(questions, questions.size(), random)) {
            boolean mayNotKnow = selfEdit.foreign() && i % 2 == 1;
            prompts.add(rows.prompt(mayNotKnow ? q + MAY_NOT_KNOW : q, i++ % rows.forms()));
        }
        return answered(prompts);
    }

    /** Each question once, whatever its case and marks, so that none is both trained and asked. */
    private static List<String> once(Collection<String> questions) {
        Map<String, String> once = new LinkedHashMap<>();
        questions.forEach(q -> once.putIfAbsent(Contrast.normal(q), q));
        return List.copyOf(once.values());
    }

    private static List<String> asked(List<LedgerRow> rows) {
        return rows.stream().filter(r -> r.text() == null).map(LedgerRow::q).toList();
    }

    private static Set<String> normal(List<LedgerRow> rows) {
        Set<String> normal = new LinkedHashSet<>();
        asked(rows).forEach(q -> normal.add(Contrast.normal(q)));
        return normal;
    }

    /** All neutral rows: a choice of the prompts that is the same for every lesson, with the base's answers. */
    synchronized List<Example> neutral() {
        if (neutral == null) {
            List<int[]> prompts = new ArrayList<>();
            for (ReplayPrompts.Conversation c :
                    sample(replay.neutral(), replay.neutral().size(), new SplittableRandom(recipe.seed()))) {
                int[] prompt = rows.prompt(c.turns(), rows.form(c.tools()));
                if (prompt.length < NEUTRAL_TOKENS && prompts.size() < NEUTRAL_PROMPTS) {
                    prompts.add(prompt);
                }
            }
            neutral = answered(prompts).stream()
                    .filter(row -> row.length() <= NEUTRAL_TOKENS)
                    .toList();
        }
        return neutral;
    }

    private List<Example> answered(List<int[]> prompts) {
        List<int[]> answers = base.of(prompts);
        List<Example> out = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            if (answers.get(i) != null) {
                out.add(Example.of(prompts.get(i), rows.withEnd(answers.get(i))));
            }
        }
        return out;
    }

    static <T> List<T> sample(List<T> all, int count, SplittableRandom random) {
        List<T> copy = new ArrayList<>(all);
        for (int i = 0; i < Math.min(count, copy.size()); i++) {
            java.util.Collections.swap(copy, i, i + random.nextInt(copy.size() - i));
        }
        return copy.subList(0, Math.min(count, copy.size()));
    }

    /** Rows by question, without duplicates, the later answer winning. */
    static List<LedgerRow> latest(List<LedgerRow> rows) {
        Map<String, LedgerRow> byQuestion = new LinkedHashMap<>();
        for (LedgerRow row : rows) {
            byQuestion.put(
                    row.text() == null ? HeldRows.question(row.q()) : "text " + Contrast.normal(row.text()), row);
        }
        return List.copyOf(byQuestion.values());
    }
}
