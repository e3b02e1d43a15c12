package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Asks the questions of a lesson plan, before and after, by teacher forcing: right is what greedy decoding would say. */
final class Exam {
    /** Widths of scored batches are multiples of this, since kernels are made anew for each shape. */
    private static final int UNIT = 32;

    /** Share of wrong answers with which a training of all items may end: the last one or two take half of its steps. */
    private static final double WRONG_OF_ALL = 0.01;

    /** Rows that are scored in one call: 2,200 at once take twice as long as in parts that stay in the caches (LOG.md). */
    private static final int AT_ONCE = 64;

    private final LanguageModel model;
    private final LessonPlan plan;
    private final boolean whole;
    private final List<Boolean> keptBefore;
    private final List<Boolean> acquiredBefore;
    private final Receipt.Count inContext;

    /**
     * @param parent what the agent has before, or null for the base
     * @param whole whether the training is of all items, so that all earlier ones are to be right, not only those that
     *     were
     */
    Exam(LanguageModel model, LessonPlan plan, Adapter parent, boolean whole) {
        this.model = model;
        this.plan = plan;
        this.whole = whole;
        List<List<Scores.Row>> before = scores(List.of(plan.exam(), plan.keptExam()), parent);
        this.acquiredBefore = right(before.get(0));
        this.keptBefore = right(before.get(1));
        this.inContext = count(right(model, plan.examInContext(), null));
    }

    /**
     * What an adapter answers.
     *
     * @param finite whether all its weights are finite; if not, all else is of no meaning
     * @param acquired questions of the item answered right, of all
     * @param paraphrase other wordings, never trained, answered right
     * @param kept questions of earlier items that were right before and still are, of those
     * @param held questions of earlier items answered right, of those asked
     * @param locality questions about others and other things whose answer is still the base's
     * @param neutral prompts of all kinds, never trained, whose answer is still the base's
     * @param divergence mean Kullback-Leibler divergence from the base on the answers to those, nats per token
     */
    record Result(
            boolean finite,
            Receipt.Count acquired,
            Receipt.Count paraphrase,
            Receipt.Count kept,
            Receipt.Count held,
            Receipt.Count locality,
            Receipt.Count neutral,
            double divergence) {}

    /** Whether nothing is left to learn or to mend; of a training of all items, whether next to nothing is. */
    boolean passed(Result r) {
        if (!r.finite()) {
            return false;
        }
        List<Receipt.Count> counts = List.of(r.acquired(), r.paraphrase(), whole ? r.held() : r.kept(), r.locality());
        int wrong = counts.stream().mapToInt(count -> count.n() - count.k()).sum();
        int asked = counts.stream().mapToInt(Receipt.Count::n).sum();
        return wrong <= (whole ? WRONG_OF_ALL * asked : 0);
    }

    /** Whether it is worth while to look for single wrong rows: not while most of all items are. */
    boolean worthALook(Result r) {
        return r.finite() && (!whole || r.held().share(1) >= 0.5);
    }

    /** The whole exam, for the gate. */
    Result result(Adapter adapter) {
        return result(adapter, plan.neutralExam());
    }

    /** What {@link #passed} and {@link #worthALook} hang on; neutral prompts and divergence are left out. */
    Result midway(Adapter adapter) {
        return result(adapter, List.of());
    }

    private Result result(Adapter adapter, List<Example> neutral) {
        if (!adapter.finite()) {
            Receipt.Count none = new Receipt.Count(0, 0);
            return new Result(false, none, none, none, none, none, none, Double.NaN);
        }
        List<List<Scores.Row>> now = scores(
                List.of(plan.exam(), plan.paraphraseExam(), plan.keptExam(), plan.localityExam(), neutral), adapter);
        List<Boolean> kept = right(now.get(2));
        int had = 0;
        int held = 0;
        for (int i = 0; i < keptBefore.size(); i++) {
            had += keptBefore.get(i) ? 1 : 0;
            held += keptBefore.get(i) && kept.get(i) ? 1 : 0;
        }
        return new Result(
                true,
                count(right(now.get(0))),
                count(right(now.get(1))),
                new Receipt.Count(held, had),
                count(kept),
                stayed(now.get(3)),
                stayed(now.get(4)),
                divergence(adapter, neutral));
    }

    Receipt.Count acquiredBefore() {
        return count(acquiredBefore);
    }

    /** The item's questions that the base answers with the source in its prompt; of none if the item has no source. */
    Receipt.Count inContext() {
        return inContext;
    }

    private double divergence(Adapter adapter, List<Example> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        float[] each = model.divergence(PackedBatch.of(rows), adapter, Precision.BF16);
        double sum = 0;
        for (float d : each) {
            sum += d;
        }
        return sum / each.length;
    }

    /** The scores of the rows of each group; one call for all. */
    private List<List<Scores.Row>> scores(List<List<Example>> groups, Adapter adapter) {
        List<Scores.Row> flat =
                scores(model, groups.stream().flatMap(List::stream).toList(), adapter);
        List<List<Scores.Row>> out = new ArrayList<>();
        int at = 0;
        for (List<Example> group : groups) {
            out.add(flat.subList(at, at + group.size()));
            at += group.size();
        }
        return out;
    }

    /** For each row whether it would be answered word for word. */
    static List<Boolean> right(LanguageModel model, List<Example> rows, Adapter adapter) {
        return right(scores(model, rows, adapter));
    }

    private static List<Boolean> right(List<Scores.Row> scores) {
        return scores.stream().map(Scores.Row::exact).toList();
    }

    /** Answers of the base that the adapter still gives; of long ones it may change one token in ten. */
    private static Receipt.Count stayed(List<Scores.Row> scores) {
        int same = (int)
                scores.stream().filter(row -> row.wrong() <= row.targets() / 10).count();
        return new Receipt.Count(same, scores.size());
    }

    private static List<Scores.Row> scores(LanguageModel model, List<Example> rows, Adapter adapter) {
        List<Adapter> adapters = adapter == null ? List.of() : List.of(adapter);
        List<Supplier<List<Scores.Row>>> parts = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += AT_ONCE) {
            List<Example> part = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
            parts.add(() -> model.score(PackedBatch.inUnits(part, UNIT), adapters, Precision.BF16)
                    .rows()
                    .getFirst());
        }
        return EngineThread.all(parts).stream().flatMap(List::stream).toList();
    }

    static Receipt.Count count(List<Boolean> right) {
        return new Receipt.Count((int) right.stream().filter(r -> r).count(), right.size());
    }
}
