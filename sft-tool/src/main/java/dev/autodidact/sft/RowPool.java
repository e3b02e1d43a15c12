package dev.autodidact.sft;

import dev.autodidact.model.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Rows of one kind that a step draws from, many of them such that are wrong. A row may have several variants. */
final class RowPool {
    private final List<List<TrainingRow>> rows;
    private final boolean[][] wrong;

    private RowPool(List<List<TrainingRow>> rows, boolean known) {
        this.rows = rows;
        this.wrong = rows.stream().map(r -> new boolean[r.size()]).toArray(boolean[][]::new);
        for (boolean[] variants : wrong) {
            Arrays.fill(variants, !known);
        }
    }

    /**
     * Rows that are still to be learned, so wrong until they were looked at.
     *
     * @param rows variants by row
     */
    static RowPool unknown(List<List<TrainingRow>> rows) {
        return new RowPool(rows, false);
    }

    /** Rows that are right until they were looked at. */
    static RowPool known(List<Example> rows) {
        return new RowPool(rows.stream().map(r -> List.of(TrainingRow.of(r))).toList(), true);
    }

    /** One variant of one row. */
    record Variant(int row, int variant) {}

    /** Variants to look at: those that were wrong, then others, each by chance; at most {@code most}. */
    List<Variant> toLookAt(int most, SplittableRandom random) {
        List<Variant> all = new ArrayList<>();
        for (int row = 0; row < wrong.length; row++) {
            for (int v = 0; v < wrong[row].length; v++) {
                all.add(new Variant(row, v));
            }
        }
        List<Variant> order = new ArrayList<>(LessonPlanner.sample(all, all.size(), random));
        order.sort((a, b) -> Boolean.compare(wrong(b), wrong(a)));
        return order.subList(0, Math.min(most, order.size()));
    }

    Example example(Variant one) {
        return rows.get(one.row()).get(one.variant()).example();
    }

    void mark(Variant one, boolean right) {
        wrong[one.row()][one.variant()] = !right;
    }

    private boolean wrong(Variant one) {
        return wrong[one.row()][one.variant()];
    }

    /**
     * At most {@code count} different rows in one variant each, by chance.
     *
     * @param share how many of them may be wrong ones while there are right ones: with 1 the wrong ones come first
     */
    List<TrainingRow> draw(int count, double share, SplittableRandom random) {
        List<Integer> order =
                LessonPlanner.sample(IntStream.range(0, rows.size()).boxed().toList(), rows.size(), random);
        List<Integer> bad = order.stream().filter(this::anyWrong).toList();
        List<Integer> good = order.stream().filter(row -> !anyWrong(row)).toList();
        int most = Math.min(count, order.size());
        int ofBad = Math.min(bad.size(), Math.max((int) Math.ceil(share * most), most - good.size()));
        List<TrainingRow> drawn = new ArrayList<>();
        bad.subList(0, ofBad).forEach(row -> drawn.add(variant(row, random)));
        good.subList(0, most - ofBad).forEach(row -> drawn.add(variant(row, random)));
        return drawn;
    }

    private boolean anyWrong(int row) {
        for (boolean w : wrong[row]) {
            if (w) {
                return true;
            }
        }
        return false;
    }

    private TrainingRow variant(int row, SplittableRandom random) {
        List<TrainingRow> variants = rows.get(row);
        int[] open =
                IntStream.range(0, variants.size()).filter(v -> wrong[row][v]).toArray();
        int chosen = open.length == 0 ? random.nextInt(variants.size()) : open[random.nextInt(open.length)];
        return variants.get(chosen);
    }

    @Override
    public String toString() {
        return rows.size() + " rows, wrong " + Arrays.deepToString(wrong);
    }
}
