package dev.autodidact.sft;

import dev.autodidact.model.Completion;
import dev.autodidact.model.Example;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Chooses and renders the rows of a job. A function of the item, the earlier items, the recipe and the base model, so
 * that a job that is run again sees the same rows.
 */
final class LessonPlanner {
    private static final int CONTRAST_POOL = 40;
    private static final int NEUTRAL_POOL = 40;

    /** Earlier questions that get a near question too, so that an update does not undo what an earlier one was held to. */
    private static final int EARLIER_CONTRASTS = 12;

    private static final int EXAM_ROWS = 8;
    private static final int PARAPHRASE_TOKENS = 96;
    private static final int REHEARSAL_EXAM = 32;

    /** Neutral prompts that are used at all: answering them takes seconds, once. */
    private static final int NEUTRAL_PROMPTS = 120;

    /** Longest neutral row, tokens: a step goes over several. */
    private static final int NEUTRAL_TOKENS = 224;

    private final LanguageModel model;
    private final Recipe recipe;
    private final RowPrompts rows;
    private final ReplayPrompts replay;
    private final Contrast contrast;
    private final BaseAnswers base;
    private List<Example> neutral;

    LessonPlanner(LanguageModel model, Recipe recipe, RowPrompts rows, ReplayPrompts replay, BaseAnswers base) {
        this.model = model;
        this.recipe = recipe;
        this.rows = rows;
        this.replay = replay;
        this.contrast = new Contrast(replay);
        this.base = base;
    }

    LessonPlan plan(Lesson lesson, List<LedgerRow> taught, List<LedgerRow> earlier, UpdateRule rule) {
        SplittableRandom random = new SplittableRandom(recipe.seed() * 1_000_003 + lesson.position());
        List<LedgerRow> questions =
                taught.stream().filter(r -> r.text() == null).toList();
        List<List<String>> wordings = paraphrases(questions);
        List<List<TrainingRow>> fresh = new ArrayList<>();
        List<Example> exam = new ArrayList<>();
        List<Example> examInContext = new ArrayList<>();
        List<Example> paraphraseExam = new ArrayList<>();
        for (LedgerRow row : taught) {
            if (row.text() != null) {
                fresh.add(List.of(TrainingRow.of(rows.statement(row.text()))));
            }
        }
        for (int i = 0; i < questions.size(); i++) {
            LedgerRow row = questions.get(i);
            List<String> own = new ArrayList<>(wordings.get(i));
            if (own.size() > 1) {
                paraphraseExam.add(rows.question(own.removeLast(), row.a(), 0));
            }
            own.addFirst(row.q());
            fresh.add(variants(lesson, own, row.a(), rule));
            exam.add(rows.question(row.q(), row.a(), 0));
            Example inContext = lesson.source() == null || lesson.source().isBlank()
                    ? null
                    : rows.questionWithSource(lesson.source(), row.q(), row.a(), 0);
            if (inContext != null) {
                examInContext.add(inContext);
            }
        }
        Set<String> known = new LinkedHashSet<>();
        List<Example> rehearsal = new ArrayList<>();
        List<Example> keptExam = new ArrayList<>();
        for (LedgerRow row : earlier) {
            if (row.text() == null) {
                known.add(Contrast.normal(row.q()));
                rehearsal.add(rows.question(row.q(), row.a(), random.nextInt(rows.forms())));
                keptExam.add(rows.question(row.q(), row.a(), 0));
            }
        }
        List<String> asked = questions.stream().map(LedgerRow::q).toList();
        List<Example> near = asked.isEmpty() ? List.of() : contrastRows(lesson, asked, earlier, known, random);
        List<Example> all = neutralRows(random);
        int nearExam = Math.min(EXAM_ROWS, near.size() / 3);
        int allExam = Math.min(EXAM_ROWS, all.size() / 3);
        return new LessonPlan(
                fresh,
                rehearsal,
                near.subList(nearExam, near.size()),
                all.subList(allExam, all.size()),
                exam,
                examInContext,
                paraphraseExam,
                sample(keptExam, REHEARSAL_EXAM, random),
                near.subList(0, nearExam),
                all.subList(0, allExam));
    }

    /** One row under every wording and set of tools. */
    private List<TrainingRow> variants(Lesson lesson, List<String> wordings, String answer, UpdateRule rule) {
        boolean taught = rule == UpdateRule.DISTILL
                && lesson.source() != null
                && !lesson.source().isBlank();
        List<TrainingRow> variants = new ArrayList<>();
        for (String wording : wordings) {
            for (int form = 0; form < rows.forms(); form++) {
                Example row = rows.question(wording, answer, form);
                variants.add(
                        switch (rule) {
                            case OBSERVED -> TrainingRow.of(RowPrompts.observed(row));
                            case DISTILL ->
                                new TrainingRow(
                                        row,
                                        taught
                                                ? rows.questionWithSource(lesson.source(), wording, answer, form)
                                                : null);
                            case SFT -> TrainingRow.of(row);
                        });
            }
        }
        return variants;
    }

    /** Other wordings of each question that the base model finds itself. */
    private List<List<String>> paraphrases(List<LedgerRow> questions) {
        List<List<String>> out = new ArrayList<>();
        questions.forEach(q -> out.add(new ArrayList<>()));
        if (!recipe.paraphrases() || replay.paraphrase() == null) {
            return out;
        }
        List<GenerationRequest> requests = new ArrayList<>();
        for (LedgerRow row : questions) {
            requests.add(new GenerationRequest(
                    rows.prompt(replay.paraphrase().replace("{q}", row.q()), 0),
                    null,
                    Sampling.greedy(),
                    PARAPHRASE_TOKENS,
                    model.config().eosIds()));
        }
        if (requests.isEmpty()) {
            return out;
        }
        List<Completion> replies = model.generate(requests, Precision.BF16);
        Set<String> seen = new LinkedHashSet<>();
        questions.forEach(q -> seen.add(Contrast.normal(q.q())));
        for (int i = 0; i < questions.size(); i++) {
            if (replies.get(i).finish() != Completion.Finish.STOP) {
                continue;
            }
            for (String line :
                    model.tokenizer().decode(replies.get(i).tokens(), true).split("\n")) {
                // a wording that lost a name of the question, or won one, is about something else
                boolean same = Contrast.names(List.of(line))
                        .equals(Contrast.names(List.of(questions.get(i).q())));
                if (!line.isBlank() && same && line.length() < 300 && seen.add(Contrast.normal(line))) {
                    out.get(i).add(line.strip());
                }
            }
        }
        return out;
    }

    private List<Example> contrastRows(
            Lesson lesson, List<String> asked, List<LedgerRow> earlier, Set<String> known, SplittableRandom random) {
        List<String> questions = new ArrayList<>(contrast.draw(asked, known, CONTRAST_POOL, random));
        if (lesson.source() != null && !lesson.source().isBlank()) {
            List<String> near = contrast.drawNear(asked, known, CONTRAST_POOL, random);
            near.removeAll(questions);
            questions.addAll(notAnswered(lesson.source(), near));
        }
        Set<String> answered = new LinkedHashSet<>(known);
        asked.forEach(q -> answered.add(Contrast.normal(q)));
        List<LedgerRow> old = earlier.stream().filter(row -> row.text() == null).toList();
        for (LedgerRow row : sample(old, EARLIER_CONTRASTS, random)) {
            questions.addAll(contrast.draw(List.of(row.q()), answered, 1, random));
        }
        List<int[]> prompts = new ArrayList<>();
        int i = 0;
        for (String q : sample(questions, questions.size(), random)) {
            prompts.add(rows.prompt(q, i++ % rows.forms()));
        }
        return answered(prompts);
    }

    /** Those of the questions to which the base says the same with the source in its prompt as without. */
    private List<String> notAnswered(String source, List<String> questions) {
        List<int[]> prompts = new ArrayList<>();
        for (String q : questions) {
            prompts.add(rows.prompt(q, 0));
            prompts.add(rows.prompt(source.strip() + "\n" + q, 0));
        }
        List<int[]> answers = base.of(prompts);
        List<String> out = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            int[] without = answers.get(2 * i);
            if (without != null && Arrays.equals(without, answers.get(2 * i + 1))) {
                out.add(questions.get(i));
            }
        }
        return out;
    }

    private List<Example> neutralRows(SplittableRandom random) {
        return sample(neutral(), NEUTRAL_POOL, random);
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
            byQuestion.put(row.text() == null ? Contrast.normal(row.q()) : "text " + Contrast.normal(row.text()), row);
        }
        return List.copyOf(byQuestion.values());
    }
}
