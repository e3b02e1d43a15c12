package dev.autodidact.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Rows of K adapters packed into a grid [K·b, T]: several rows follow each other in one sequence, attention stays
 * inside a row, positions start again with each.
 *
 * @param adapters K
 * @param sequences b, grid rows per adapter
 * @param width T
 * @param ids token ids [K·b, T], 0 where nothing was packed
 * @param positions position inside the row [K·b, T]
 * @param segments number of the row inside its sequence [K·b, T]
 * @param selected flat grid index of each position whose next token counts [N]
 * @param targets that next token [N]
 * @param weights loss weights [K, N]; those of one adapter sum to 1
 * @param rows for each selected position, which row (index in its adapter's list) it belongs to [N]
 * @param owners for each selected position, its adapter [N]; -1 for one that only fills up
 * @param usefulTokens positions that hold a token of some row
 */
public record PackedBatch(
        int adapters,
        int sequences,
        int width,
        long[] ids,
        long[] positions,
        long[] segments,
        long[] selected,
        long[] targets,
        float[] weights,
        int[] rows,
        int[] owners,
        int usefulTokens) {

    /** Longest sequence built by packing when the rows themselves are shorter. */
    static final int PACK_WIDTH = 256;

    /** Share of grid positions that hold a token of some row. */
    public double usefulShare() {
        return (double) usefulTokens / ids.length;
    }

    /** Grid positions, K·b·T. */
    public int positionsTrained() {
        return ids.length;
    }

    /** Packs the rows of a single adapter. */
    public static PackedBatch of(List<Example> rows) {
        return ofAll(List.of(rows));
    }

    /**
     * Packs the rows of one adapter into few different shapes, since kernels are made anew for each: widths are multiples
     * of {@code unit}, and the number of predictions is filled up with ones of weight 0 to a multiple of 32.
     */
    public static PackedBatch inUnits(List<Example> rows, int unit) {
        return pack(List.of(rows), Math.max(unit, PACK_WIDTH / 2), unit);
    }

    /**
     * Packs the rows of one adapter into sequences of one width and fills the room that is left with spare rows: their
     * positions are paid for anyway. Rows are numbered first, then spare ones, whether they were taken or not.
     *
     * @param width of a sequence; a multiple of it where a row is longer
     */
    public static PackedBatch filled(List<Example> rows, List<Example> spare, int width) {
        int wide = up(rows.stream().mapToInt(Example::length).max().orElse(width), width);
        List<List<Integer>> bins = place(rows, wide);
        List<Example> all = new ArrayList<>(rows);
        all.addAll(spare);
        int[] room = bins.stream()
                .mapToInt(bin ->
                        wide - bin.stream().mapToInt(i -> all.get(i).length()).sum())
                .toArray();
        for (int i = rows.size(); i < all.size(); i++) {
            int tightest = -1;
            for (int b = 0; b < room.length; b++) {
                if (room[b] >= all.get(i).length() && (tightest < 0 || room[b] < room[tightest])) {
                    tightest = b;
                }
            }
            if (tightest >= 0) {
                bins.get(tightest).add(i);
                room[tightest] -= all.get(i).length();
            }
        }
        return fill(List.of(all), List.of(bins), wide, 32);
    }

    /** The same batch with other loss weights [K, N]. */
    public PackedBatch weighted(float[] others) {
        if (others.length != weights.length) {
            throw new IllegalArgumentException(others.length + " weights for " + weights.length);
        }
        return new PackedBatch(
                adapters,
                sequences,
                width,
                ids,
                positions,
                segments,
                selected,
                targets,
                others,
                rows,
                owners,
                usefulTokens);
    }

    /**
     * Packs the rows of K adapters, first-fit by falling length, into the narrowest grid found.
     *
     * @throws IllegalArgumentException if an adapter has no row or no row has a target
     */
    public static PackedBatch ofAll(List<List<Example>> rowsByAdapter) {
        return pack(rowsByAdapter, PACK_WIDTH, 1);
    }

    private static PackedBatch pack(List<List<Example>> rowsByAdapter, int packWidth, int unit) {
        int longest = 0;
        int most = 0;
        for (List<Example> rows : rowsByAdapter) {
            if (rows.isEmpty()) {
                throw new IllegalArgumentException("an adapter has no rows to pack");
            }
            int total = 0;
            for (Example row : rows) {
                longest = Math.max(longest, row.length());
                total += row.length();
            }
            most = Math.max(most, total);
        }
        List<List<List<Integer>>> best = null;
        int bestCells = Integer.MAX_VALUE;
        int bestWidth = 0;
        int fewest = Math.max(1, (most + packWidth - 1) / packWidth);
        for (int b = fewest; b <= fewest + 2; b++) {
            for (int slack = 0; slack <= 48; slack += 4) {
                int width = up(Math.max(longest, (most + b - 1) / b + slack), unit);
                List<List<List<Integer>>> placed = new ArrayList<>();
                int sequences = 1;
                for (List<Example> rows : rowsByAdapter) {
                    List<List<Integer>> bins = place(rows, width);
                    sequences = Math.max(sequences, bins.size());
                    placed.add(bins);
                }
                int used = up(usedWidth(placed, rowsByAdapter), unit);
                if (sequences * used < bestCells) {
                    bestCells = sequences * used;
                    best = placed;
                    bestWidth = used;
                }
            }
        }
        return fill(rowsByAdapter, best, bestWidth, unit);
    }

    private static int up(int value, int unit) {
        return (value + unit - 1) / unit * unit;
    }

    private static List<List<Integer>> place(List<Example> rows, int width) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt((Integer i) -> -rows.get(i).length()));
        List<List<Integer>> bins = new ArrayList<>();
        List<Integer> room = new ArrayList<>();
        for (int i : order) {
            int length = rows.get(i).length();
            int bin = 0;
            while (bin < bins.size() && room.get(bin) < length) {
                bin++;
            }
            if (bin == bins.size()) {
                bins.add(new ArrayList<>());
                room.add(width);
            }
            bins.get(bin).add(i);
            room.set(bin, room.get(bin) - length);
        }
        return bins;
    }

    private static int usedWidth(List<List<List<Integer>>> placed, List<List<Example>> rowsByAdapter) {
        int used = 0;
        for (int k = 0; k < placed.size(); k++) {
            for (List<Integer> bin : placed.get(k)) {
                int sum = 0;
                for (int i : bin) {
                    sum += rowsByAdapter.get(k).get(i).length();
                }
                used = Math.max(used, sum);
            }
        }
        return used;
    }

    private static int targets(List<List<Example>> rowsByAdapter, List<List<List<Integer>>> placed) {
        int targets = 0;
        for (int k = 0; k < placed.size(); k++) {
            for (List<Integer> bin : placed.get(k)) {
                for (int i : bin) {
                    targets += rowsByAdapter.get(k).get(i).targets();
                }
            }
        }
        return targets;
    }

    private static PackedBatch fill(
            List<List<Example>> rowsByAdapter, List<List<List<Integer>>> placed, int width, int unit) {
        int adapters = placed.size();
        int sequences = placed.stream().mapToInt(List::size).max().orElseThrow();
        int cells = adapters * sequences * width;
        long[] ids = new long[cells];
        long[] positions = new long[cells];
        long[] segments = new long[cells];
        Arrays.fill(segments, -1);
        int n = up(targets(rowsByAdapter, placed), Math.min(unit, 32));
        long[] selected = new long[n];
        long[] targets = new long[n];
        float[] weights = new float[adapters * n];
        int[] rows = new int[n];
        int[] owners = new int[n];
        Arrays.fill(owners, -1);
        int useful = 0;
        int at = 0;
        for (int k = 0; k < adapters; k++) {
            double total = 0;
            int first = at;
            for (int s = 0; s < placed.get(k).size(); s++) {
                int cell = (k * sequences + s) * width;
                int segment = 0;
                for (int i : placed.get(k).get(s)) {
                    Example row = rowsByAdapter.get(k).get(i);
                    for (int t = 0; t < row.length(); t++, cell++) {
                        ids[cell] = row.tokens()[t];
                        positions[cell] = t;
                        segments[cell] = segment;
                        if (t > 0 && row.weights()[t] > 0) {
                            selected[at] = cell - 1;
                            targets[at] = row.tokens()[t];
                            weights[k * n + at] = row.weights()[t];
                            rows[at] = i;
                            owners[at] = k;
                            total += row.weights()[t];
                            at++;
                        }
                    }
                    useful += row.length();
                    segment++;
                }
            }
            if (!(total > 0)) {
                throw new IllegalArgumentException("the rows of adapter " + k + " have no target token");
            }
            for (int j = first; j < at; j++) {
                weights[k * n + j] /= (float) total;
            }
        }
        return new PackedBatch(
                adapters, sequences, width, ids, positions, segments, selected, targets, weights, rows, owners, useful);
    }
}
