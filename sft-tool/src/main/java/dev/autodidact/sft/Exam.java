package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Scores;
import java.util.ArrayList;
import java.util.List;

/** Asks the questions of a lesson plan, before and after, by teacher forcing: right is what greedy decoding would say. */
final class Exam {
    /** Widths of scored batches are multiples of this, since kernels are made anew for each shape. */
    private static final int UNIT = 32;

    /** Share of wrong answers with which a training of all items may end: the last one or two take half of its steps. */
    private static final double WRONG_OF_ALL = 0.01;

    /** Rows that are scored in one call: 2,200 at once take twice as long as in parts that stay in the caches (LOG.md). */
    private static final int AT_ONCE = 128;

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
        List<List<Boolean>> before = right(List.of(plan.exam(), plan.keptExam()), parent);
        this.acquiredBefore = before.get(0);
        this.keptBefore = before.get(1);
        this.inContext = count(right(List.of(plan.examInContext()), null).getFirst());
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

    Result result(Adapter adapter) {
        if (!adapter.finite()) {
            Receipt.Count none = new Receipt.Count(0, 0);
            return new Result(false, none, none, none, none, none, none, Double.NaN);
        }
        List<List<Boolean>> now = right(List.of(plan.exam(), plan.paraphraseExam(), plan.keptExam()), adapter);
        int had = 0;
        int held = 0;
        for (int i = 0; i < keptBefore.size(); i++) {
            had += keptBefore.get(i) ? 1 : 0;
            held += keptBefore.get(i) && now.get(2).get(i) ? 1 : 0;
        }
        return new Result(
                true,
                count(now.get(0)),
                count(now.get(1)),
                new Receipt.Count(held, had),
                count(now.get(2)),
                stayed(plan.localityExam(), adapter),
                stayed(plan.neutralExam(), adapter),
                divergence(adapter));
    }

    Receipt.Count acquiredBefore() {
        return count(acquiredBefore);
    }

    /** The item's questions that the base answers with the source in its prompt; of none if the item has no source. */
    Receipt.Count inContext() {
        return inContext;
    }

    private double divergence(Adapter adapter) {
        if (plan.neutralExam().isEmpty()) {
            return 0;
        }
        float[] each = model.divergence(PackedBatch.of(plan.neutralExam()), adapter, Precision.BF16);
        double sum = 0;
        for (float d : each) {
            sum += d;
        }
        return sum / each.length;
    }

    /** For each row of each group whether it would be answered word for word; one call for all. */
    private List<List<Boolean>> right(List<List<Example>> groups, Adapter adapter) {
        List<Example> all = groups.stream().flatMap(List::stream).toList();
        List<Boolean> flat = right(model, all, adapter);
        List<List<Boolean>> out = new ArrayList<>();
        int at = 0;
        for (List<Example> group : groups) {
            out.add(flat.subList(at, at + group.size()));
            at += group.size();
        }
        return out;
    }

    static List<Boolean> right(LanguageModel model, List<Example> rows, Adapter adapter) {
        List<Boolean> right = new ArrayList<>();
        scores(model, rows, adapter).forEach(row -> right.add(row.exact()));
        return right;
    }

    /** Answers of the base that the adapter still gives; of long ones it may change one token in ten. */
    private Receipt.Count stayed(List<Example> rows, Adapter adapter) {
        List<Scores.Row> scores = scores(model, rows, adapter);
        int same = (int)
                scores.stream().filter(row -> row.wrong() <= row.targets() / 10).count();
        return new Receipt.Count(same, scores.size());
    }

    private static List<Scores.Row> scores(LanguageModel model, List<Example> rows, Adapter adapter) {
        List<Adapter> adapters = adapter == null ? List.of() : List.of(adapter);
        List<Scores.Row> scores = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += AT_ONCE) {
            PackedBatch batch = PackedBatch.inUnits(rows.subList(from, Math.min(rows.size(), from + AT_ONCE)), UNIT);
            scores.addAll(model.score(batch, adapters, Precision.BF16).rows().getFirst());
        }
        return scores;
    }

    static Receipt.Count count(List<Boolean> right) {
        return new Receipt.Count((int) right.stream().filter(r -> r).count(), right.size());
    }
}
