package dev.autodidact.sft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws questions near those of an item to which the base gives the same answer with the item's source as without. */
final class NearQuestions {
    private final RowPrompts rows;
    private final Contrast contrast;
    private final BaseAnswers base;

    NearQuestions(RowPrompts rows, Contrast contrast, BaseAnswers base) {
        this.rows = rows;
        this.contrast = contrast;
        this.base = base;
    }

    /**
     * Questions near an item, other words first and then nearer ones where there is a source to sort them by.
     *
     * @param asked the item's questions
     * @param drawn so many of each sort are drawn
     * @param count and so many of each sort are used, at most; the draws hang on {@code drawn} only
     */
    List<String> of(TaughtItem item, List<String> asked, int drawn, int count, SplittableRandom random) {
        List<String> questions = new ArrayList<>(first(contrast.draw(asked, Set.of(), drawn, random), count));
        if (item.hasSource()) {
            List<String> near = contrast.drawNear(asked, Set.of(), drawn, random);
            near.removeAll(questions);
            questions.addAll(notAnswered(item.source(), first(near, count)));
        }
        return questions;
    }

    private static List<String> first(List<String> all, int count) {
        return all.subList(0, Math.min(count, all.size()));
    }

    /** One question near each of some earlier ones: half the time about another thing of the kind, where there is one. */
    List<String> ofEach(List<LedgerRow> earlier, Set<String> known, SplittableRandom random) {
        Set<String> out = new LinkedHashSet<>();
        for (LedgerRow row : earlier) {
            String other = random.nextBoolean() ? Contrast.otherThing(row.q(), true, random) : null;
            if (other != null && !known.contains(Contrast.normal(other))) {
                out.add(other);
            } else {
                out.addAll(contrast.draw(List.of(row.q()), known, 1, random));
            }
        }
        return List.copyOf(out);
    }

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
}
