package dev.autodidact.sft;

import dev.autodidact.model.LanguageModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds facts that say of the same thing something else, in whatever words. The base model, adapter off, is asked both ways:
 * with the later fact before it the earlier one's questions, and with the earlier fact before it the later one's. Where it answers
 * most of both with the other one's answer, the later fact replaces the earlier one. Greedy, so that two items are always
 * judged alike. Of 50 pairs that say of the same thing something else 47 were found, of 1,225 about different things none (LOG.md).
 */
final class Contradictions {
    /** Questions of a fact that are asked. */
    private static final int ASKED = 4;

    /** Share of them that have to get the other's answer. */
    private static final double MOST = 0.75;

    private static final int MAX_TOKENS = 24;

    private final LanguageModel model;
    private final RowPrompts rows;
    private final SelfEdit selfEdit;
    private final Contrast contrast;
    private final BaseAnswers base;

    Contradictions(LanguageModel model, RowPrompts rows, SelfEdit selfEdit, Contrast contrast) {
        this.model = model;
        this.rows = rows;
        this.selfEdit = selfEdit;
        this.contrast = contrast;
        this.base = new BaseAnswers(model, MAX_TOKENS);
    }

    /**
     * What an item says of one thing.
     *
     * @param answer the answer
     * @param questions how it is asked for
     * @param places the item's rows that say it, from 0
     * @param told words that say it to a reader
     */
    private record Fact(String answer, List<String> questions, Set<Integer> places, String told) {}

    /** Two facts that may be about the same. */
    private record Pair(int item, Fact earlier, Fact later) {}

    /**
     * The rows of earlier items that a later one answers otherwise.
     *
     * @return for each earlier item the places of those rows, from 0
     */
    List<Set<Integer>> replaced(List<TaughtItem> earlier, TaughtItem later) {
        List<Set<Integer>> replaced = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        List<Fact> now = facts(later);
        for (int i = 0; i < earlier.size(); i++) {
            replaced.add(new TreeSet<>());
            for (Fact before : now.isEmpty() ? List.<Fact>of() : facts(earlier.get(i))) {
                for (Fact fact : now) {
                    if (differ(before.answer(), fact.answer())
                            && near(before, fact)
                            && !DistinctThings.sure(before.questions(), fact.questions())) {
                        pairs.add(new Pair(i, before, fact));
                    }
                }
            }
        }
        List<Pair> forward = said(pairs, Pair::earlier, Pair::later);
        for (Pair pair : said(forward, Pair::later, Pair::earlier)) {
            replaced.get(pair.item()).addAll(pair.earlier().places());
        }
        return replaced;
    }

    /** The pairs whose one fact's questions are answered by the other's answer where the other is before the model. */
    private List<Pair> said(
            List<Pair> pairs,
            java.util.function.Function<Pair, Fact> asked,
            java.util.function.Function<Pair, Fact> told) {
        List<int[]> prompts = new ArrayList<>();
        for (Pair pair : pairs) {
            for (String q : asked.apply(pair).questions()) {
                prompts.add(rows.prompt(told.apply(pair).told() + "\n" + q, 0));
            }
        }
        List<int[]> answers = base.of(prompts);
        List<Pair> said = new ArrayList<>();
        int at = 0;
        for (Pair pair : pairs) {
            int count = asked.apply(pair).questions().size();
            int other = 0;
            for (int[] answer : answers.subList(at, at + count)) {
                other += answer != null
                                && says(
                                        model.tokenizer().decode(answer, true),
                                        told.apply(pair).answer(),
                                        asked.apply(pair).answer())
                        ? 1
                        : 0;
            }
            at += count;
            if (other >= MOST * count) {
                said.add(pair);
            }
        }
        return said;
    }

    /** An item's facts by what their rows answer; only facts are held against one another. */
    private List<Fact> facts(TaughtItem item) {
        if (item.kind() != LedgerKind.FACT) {
            return List.of();
        }
        Map<String, List<LedgerRow>> byAnswer = new LinkedHashMap<>();
        Map<String, Set<Integer>> places = new LinkedHashMap<>();
        Map<String, String> statements = new LinkedHashMap<>();
        for (int place = 0; place < item.rows().size(); place++) {
            LedgerRow row = item.rows().get(place);
            for (LedgerRow question : selfEdit.questions(List.of(row))) {
                String key = Contrast.normal(question.text() == null ? question.a() : "");
                if (!key.isEmpty()) {
                    byAnswer.computeIfAbsent(key, k -> new ArrayList<>()).add(question);
                    places.computeIfAbsent(key, k -> new TreeSet<>()).add(place);
                    if (row.text() != null) {
                        statements.putIfAbsent(key, row.text());
                    }
                }
            }
        }
        List<Fact> facts = new ArrayList<>();
        byAnswer.forEach((key, questions) -> facts.add(new Fact(
                questions.getFirst().a(),
                questions.stream().map(LedgerRow::q).distinct().limit(ASKED).toList(),
                places.get(key),
                told(item, key, questions.getFirst(), statements.get(key)))));
        return facts;
    }

    /** The source where it holds the answer, else the statement, else question and answer. */
    private static String told(TaughtItem item, String answer, LedgerRow question, String statement) {
        if (item.hasSource() && Contrast.padded(item.source()).contains(" " + answer + " ")) {
            return item.source().strip();
        }
        return statement != null
                ? statement.strip()
                : question.q().strip() + " " + question.a().strip();
    }

    private boolean near(Fact one, Fact other) {
        return one.questions().stream().anyMatch(q -> other.questions().stream().anyMatch(p -> contrast.share(q, p)));
    }

    /** Another case or another full stop is no other answer, and neither is a longer or a shorter form of it. */
    private static boolean differ(String one, String other) {
        return !Contrast.padded(one).contains(Contrast.padded(other))
                && !Contrast.padded(other).contains(Contrast.padded(one));
    }

    private static boolean says(String reply, String answer, String not) {
        return Contrast.padded(reply).contains(Contrast.padded(answer))
                && !Contrast.padded(reply).contains(Contrast.padded(not));
    }
}
