package dev.autodidact.sft;

import dev.autodidact.model.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Rows of one kind that a step draws from, those that are wrong before the others. A row may have several variants. */
final class RowPool {
    private final List<List<TrainingRow>> rows;
    private final boolean[][] wrong;

    /** @param rows variants by row */
    RowPool(List<List<TrainingRow>> rows) {
        this.rows = rows;
        this.wrong = rows.stream().map(r -> new boolean[r.size()]).toArray(boolean[][]::new);
    }

    static RowPool single(List<Example> rows) {
        return new RowPool(rows.stream().map(r -> List.of(TrainingRow.of(r))).toList());
    }

    /** All variants of all rows. */
    List<Example> examples() {
        return rows.stream().flatMap(List::stream).map(TrainingRow::example).toList();
    }

    /**
     * Notes which variants are right.
     *
     * @param right for each of {@link #examples}, from {@code at} on
     * @return where the next pool's begin
     */
    int mark(List<Boolean> right, int at) {
        int next = at;
        for (boolean[] variants : wrong) {
            for (int v = 0; v < variants.length; v++) {
                variants[v] = !right.get(next++);
            }
        }
        return next;
    }

    /** At most {@code count} different rows in one variant each: wrong ones first, else by chance. */
    List<TrainingRow> draw(int count, SplittableRandom random) {
        List<Integer> order = new ArrayList<>(
                LessonPlanner.sample(IntStream.range(0, rows.size()).boxed().toList(), rows.size(), random));
        order.sort((a, b) -> Boolean.compare(anyWrong(b), anyWrong(a)));
        List<TrainingRow> drawn = new ArrayList<>();
        for (int row : order.subList(0, Math.min(count, order.size()))) {
            drawn.add(variant(row, random));
        }
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
