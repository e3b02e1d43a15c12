package dev.autodidact.sft;

import dev.autodidact.model.Example;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows of a plan that are to be learned, rendered under each wording and set of tools, and the questions of its exam. */
final class FreshRows {
    /** Few, since each that is asked is none that is rehearsed. */
    private static final int NEUTRAL_ASKED = 8;

    private final RowPrompts rows;
    private final Paraphrases paraphrases;
    private final boolean byStrength;
    private final List<List<TrainingRow>> fresh = new ArrayList<>();
    private final Set<String> trained = new HashSet<>();
    private final List<Example> exam = new ArrayList<>();
    private final List<Example> examInContext = new ArrayList<>();
    private final List<Example> paraphraseExam = new ArrayList<>();

    /** @param byStrength whether rows count by the strength of their item */
    FreshRows(RowPrompts rows, Paraphrases paraphrases, boolean byStrength) {
        this.rows = rows;
        this.paraphrases = paraphrases;
        this.byStrength = byStrength;
    }

    /** Says what is trained besides: none of these is asked as a wording that was held back. */
    void rehearsed(Set<String> normal) {
        trained.addAll(normal);
    }

    /** Adds the rows of an item that is not asked about. */
    void add(TaughtItem item, UpdateRule rule, List<LedgerRow> taught) {
        write(item, rule, taught, false, Set.of());
    }

    /**
     * Adds the rows of an item and its exam; of each row's wordings one is asked and not trained.
     *
     * @param given rows that are not asked, since their questions give the answers away
     */
    void examined(TaughtItem item, UpdateRule rule, List<LedgerRow> taught, Set<LedgerRow> given) {
        write(item, rule, taught, true, given);
    }

    /** Adds exam questions that were written for the source, but none in words that are trained. */
    void held(List<LedgerRow> questions) {
        for (LedgerRow row : questions) {
            if (!trained.contains(Contrast.normal(row.q()))) {
                paraphraseExam.add(rows.row(row, 0));
            }
        }
    }

    private void write(
            TaughtItem item, UpdateRule rule, List<LedgerRow> taught, boolean examined, Set<LedgerRow> given) {
        List<LedgerRow> questions =
                taught.stream().filter(row -> row.text() == null).toList();
        List<List<String>> wordings = item.kind() == LedgerKind.DEMONSTRATION
                ? List.of()
                : paraphrases.of(questions.stream().map(LedgerRow::q).toList());
        for (LedgerRow row : taught) {
            if (row.text() != null) {
                fresh.add(List.of(TrainingRow.of(weighted(item, rows.statement(row.text())))));
            }
        }
        for (int i = 0; i < questions.size(); i++) {
            LedgerRow row = questions.get(i);
            List<LedgerRow> wordingsOfRow = new ArrayList<>(List.of(row));
            if (!wordings.isEmpty()) {
                wordings.get(i).forEach(wording -> wordingsOfRow.add(row.asked(wording)));
            }
            boolean asked = examined && !given.contains(row);
            if (asked
                    && wordingsOfRow.size() > 2
                    && !trained.contains(Contrast.normal(wordingsOfRow.getLast().q()))) {
                paraphraseExam.add(rows.row(wordingsOfRow.removeLast(), 0));
            }
            fresh.add(variants(item, wordingsOfRow, rule));
            if (asked) {
                exam.add(rows.row(row, 0));
                Example inContext = item.hasSource() ? rows.rowWithSource(item.source(), row, 0) : null;
                if (inContext != null) {
                    examInContext.add(inContext);
                }
            }
        }
    }

    /** One row under every wording and set of tools. */
    private List<TrainingRow> variants(TaughtItem item, List<LedgerRow> wordings, UpdateRule rule) {
        List<TrainingRow> variants = new ArrayList<>();
        for (LedgerRow wording : wordings) {
            trained.add(Contrast.normal(wording.q()));
            for (int form = 0; form < rows.forms(); form++) {
                Example row = weighted(item, rows.row(wording, form));
                variants.add(
                        switch (rule) {
                            case OBSERVED -> TrainingRow.of(RowPrompts.observed(row));
                            case DISTILL ->
                                new TrainingRow(
                                        row,
                                        item.hasSource() ? rows.rowWithSource(item.source(), wording, form) : null);
                            case SFT -> TrainingRow.of(row);
                        });
            }
        }
        return variants;
    }

    private Example weighted(TaughtItem item, Example row) {
        if (!byStrength || item.strength() == 1) {
            return row;
        }
        float[] weights = row.weights().clone();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= (float) item.strength();
        }
        return new Example(row.tokens(), weights);
    }

    /**
     * The whole plan.
     *
     * @param near near questions with the base's answers; some of them are asked and not trained
     * @param nearAsked how many at most
     * @param neutral prompts of all kinds with the base's answers; likewise a few
     */
    LessonPlan plan(
            List<Example> rehearsal, List<Example> keptExam, List<Example> near, int nearAsked, List<Example> neutral) {
        int nearExam = Math.min(nearAsked, near.size() / 3);
        int neutralExam = Math.min(NEUTRAL_ASKED, neutral.size() / 3);
        return new LessonPlan(
                fresh,
                rehearsal,
                near.subList(nearExam, near.size()),
                neutral.subList(neutralExam, neutral.size()),
                exam,
                examInContext,
                paraphraseExam,
                keptExam,
                near.subList(0, nearExam),
                neutral.subList(0, neutralExam));
    }
}
