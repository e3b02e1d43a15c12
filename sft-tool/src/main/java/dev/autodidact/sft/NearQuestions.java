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
     * Questions near an item as they were drawn.
     *
     * @param other about others or other things in other words
     * @param near nearer ones; they count where the base, asked with the source before them, says the same
     * @param source the item's source; null if it has none, and then {@code near} is empty
     */
    record Draw(List<String> other, List<String> near, String source) {
        static final Draw NONE = new Draw(List.of(), List.of(), null);
    }

    /**
     * Draws questions near an item; asks no model.
     *
     * @param asked the item's questions
     * @param drawn so many of each sort are drawn
     * @param count and so many of each sort are used, at most; the draws hang on {@code drawn} only
     */
    Draw draw(TaughtItem item, List<String> asked, int drawn, int count, SplittableRandom random) {
        List<String> other = first(contrast.draw(asked, Set.of(), drawn, random), count);
        if (!item.hasSource()) {
            return new Draw(other, List.of(), null);
        }
        List<String> near = contrast.drawNear(asked, Set.of(), drawn, random);
        near.removeAll(other);
        return new Draw(other, first(near, count), item.source());
    }

    /** Asks the base what several draws need, in few batches, so that {@link #of} knows it. */
    void prepare(List<Draw> draws) {
        base.of(draws.stream().flatMap(draw -> prompts(draw).stream()).toList());
    }

    /** The questions of a draw to use. */
    List<String> of(Draw draw) {
        List<String> questions = new ArrayList<>(draw.other());
        List<int[]> answers = base.of(prompts(draw));
        for (int i = 0; i < draw.near().size(); i++) {
            int[] without = answers.get(2 * i);
            if (without != null && Arrays.equals(without, answers.get(2 * i + 1))) {
                questions.add(draw.near().get(i));
            }
        }
        return questions;
    }

    /** Each near question without and with the source before it. */
    private List<int[]> prompts(Draw draw) {
        List<int[]> prompts = new ArrayList<>();
        for (String q : draw.near()) {
            prompts.add(rows.prompt(q, 0));
            prompts.add(rows.prompt(draw.source().strip() + "\n" + q, 0));
        }
        return prompts;
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
}
