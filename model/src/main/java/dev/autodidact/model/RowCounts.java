package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The row counts at which a step gives each row the same bits. A matrix product may round differently with the number of
 * its rows: libraries choose another kernel for it. So it is measured on this machine, with this model, in this
 * precision: rows of a full batch against the same rows in smaller ones, in another order, in other slots, beside
 * another text that reaches further. A batch is then filled up with empty rows to the next count that agreed.
 */
final class RowCounts {
    /** Prompts read at once at most: what other texts wait for between two tokens should not grow with it. */
    private static final int MOST_READS = 8;

    private final int[] counts;
    private final boolean fewSlots;
    private final boolean narrow;
    private final int reads;
    private final boolean sound;
    private PackedStep step;

    private RowCounts(int[] counts, boolean fewSlots, boolean narrow, int reads, boolean sound) {
        this.reads = reads;
        this.sound = sound;
        this.counts = counts;
        this.fewSlots = fewSlots;
        this.narrow = narrow;
    }

    /** The smallest count that serves so many rows. */
    int atLeast(int rows) {
        for (int count : counts) {
            if (count >= rows) {
                return count;
            }
        }
        throw new IllegalArgumentException(rows + " rows, most " + most());
    }

    /** The largest count: 1 where no batch gave the same bits as another. */
    int most() {
        return counts[counts.length - 1];
    }

    /** Whether a table of few slots gives the bits of a full one. */
    boolean fewSlots() {
        return fewSlots;
    }

    /** Whether tables cut to the rank that most adapters have give the bits of whole ones. */
    boolean narrow() {
        return narrow;
    }

    /** How many of so many prompts may be read at once: a power of two. */
    int reads(int waiting) {
        return Math.min(reads, Integer.highestOneBit(waiting));
    }

    @Override
    public String toString() {
        return Arrays.toString(counts)
                + (fewSlots ? "" : ", full tables")
                + (narrow ? "" : ", whole ranks")
                + (reads > 1 ? ", prompts read by " + reads : "");
    }

    private static RowCounts single(boolean sound) {
        return new RowCounts(new int[] {1}, false, false, 1, sound);
    }

    /** Measures the packed step where this machine has it; where that does not give equal bits, the plain one. */
    static RowCounts measure(Torch torch, Weights weights, ModelConfig config, int context, int most, int rank) {
        PackedStep packed = PackedStep.of(torch, weights, config);
        RowCounts counts = measure(torch, weights, config, context, most, rank, packed);
        if (counts.sound) {
            counts.step = packed;
            return counts;
        }
        packed.close();
        return measure(torch, weights, config, context, most, rank, null);
    }

    /** The packed step to be used, whose owner is the caller; null for the plain one. */
    PackedStep step() {
        return step;
    }

    static RowCounts measure(
            Torch torch, Weights weights, ModelConfig config, int context, int most, int rank, PackedStep step) {
        if (most == 1 || context < 3 * BatchRows.CHUNK) {
            return single(true);
        }
        SplittableRandom random = new SplittableRandom(1);
        List<Adapter> adapters = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            float[] values = new float[LoraLayout.size(config, Math.min(8, rank))];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.02 * random.nextGaussian());
            }
            adapters.add(Adapter.of(config, new LoraConfig(Math.min(8, rank), 16), values));
        }
        try (BatchRows rows = new BatchRows(torch, weights, config, context, step);
                AdapterSlots few = new AdapterSlots(torch, weights, AdapterSlots.FEW, most, rank, false, step, false);
                AdapterSlots full = new AdapterSlots(torch, weights, most, most, rank, false, step, false);
                AdapterSlots thinFew =
                        new AdapterSlots(torch, weights, AdapterSlots.FEW, most, rank, true, step, false);
                AdapterSlots thinFull = new AdapterSlots(torch, weights, most, most, rank, true, step, false)) {
            AdapterSlots[] tables = {few, full, thinFew, thinFull};
            return new Trial(rows, tables, adapters, config, context, most, random).run(step != null);
        }
    }

    /** One comparison. */
    private static final class Trial {
        private final BatchRows rows;
        private final AdapterSlots few;
        private final AdapterSlots full;
        private final AdapterSlots thinFew;
        private final AdapterSlots thinFull;
        private final ModelConfig config;
        private final int most;
        private final int[] tokens;
        private final int[] lengths;
        private final int[] slots;
        private final int[] others;
        private final int far;
        private final List<PtNDArray> chunk;

        Trial(
                BatchRows rows,
                AdapterSlots[] tables,
                List<Adapter> adapters,
                ModelConfig config,
                int context,
                int most,
                SplittableRandom random) {
            this.rows = rows;
            this.few = tables[0];
            this.full = tables[1];
            this.thinFew = tables[2];
            this.thinFull = tables[3];
            this.config = config;
            this.most = most;
            this.far = Math.min(context - 1, 4 * BatchRows.STEP);
            int prompt = BatchRows.CHUNK - 1;
            tokens = random.ints(most, 0, config.vocabulary()).toArray();
            lengths = random.ints(most, 1, prompt).toArray();
            int[] first = inFirst(few, adapters);
            int[] second = inLast(full, adapters);
            inFirst(thinFew, adapters);
            inLast(thinFull, adapters);
            int[] which = random.ints(most, -1, 2).toArray();
            slots = Arrays.stream(which).map(k -> k < 0 ? -1 : first[k]).toArray();
            others = Arrays.stream(which).map(k -> k < 0 ? -1 : second[k]).toArray();
            rows.ensure(most, BatchRows.room(far + 1));
            int[] ids = random.ints(prompt, 0, config.vocabulary()).toArray();
            rows.read(new int[] {0}, new int[][] {ids}, 0, new int[] {-1}, full);
            chunk = rows.take(0, 0);
        }

        private static int[] inFirst(AdapterSlots table, List<Adapter> adapters) {
            return new int[] {table.acquire(adapters.get(0)), table.acquire(adapters.get(1))};
        }

        private int[] inLast(AdapterSlots table, List<Adapter> adapters) {
            table.occupy(most - 2);
            return inFirst(table, adapters);
        }

        RowCounts run(boolean together) {
            float[] all = logits(tokens, lengths, others, full);
            boolean order = same(all, reversed(logits(back(tokens), back(lengths), back(others), full)), most);
            int[] longer = lengths.clone();
            longer[most - 1] = far;
            full.pack();
            boolean packed = same(all, logits(tokens, lengths, others, full), most);
            boolean reach = same(all, logits(tokens, longer, others, full), most - 1);
            thinFull.pack();
            thinFew.pack();
            few.pack();
            if (!order || !packed || !reach || !likeAlone(all)) {
                return single(!together); // the packed step gives way to the plain one, that one to single rows
            }
            boolean small = most > AdapterSlots.FEW && same(all, logits(tokens, lengths, slots, few), most);
            boolean narrow = same(all, logits(tokens, lengths, others, thinFull), most)
                    && (!small || same(all, logits(tokens, lengths, slots, thinFew), most));
            List<Integer> counts = new ArrayList<>();
            for (int count = 1; count < most; count *= 2) {
                float[] part = logits(
                        Arrays.copyOf(tokens, count),
                        Arrays.copyOf(lengths, count),
                        Arrays.copyOf(others, count),
                        full);
                if (same(all, part, count)) {
                    counts.add(count);
                }
            }
            counts.add(most);
            return new RowCounts(
                    counts.stream().mapToInt(Integer::intValue).toArray(), small, narrow, together ? reads() : 1, true);
        }

        /** Whether rows without an adapter get beside adapters what they get in a batch without any. */
        private boolean likeAlone(float[] all) {
            float[] bare =
                    logits(tokens, lengths, Arrays.stream(slots).map(s -> -1).toArray(), full);
            int v = config.vocabulary();
            for (int b = 0; b < most; b++) {
                if (others[b] < 0 && !Arrays.equals(all, b * v, (b + 1) * v, bare, b * v, (b + 1) * v)) {
                    return false;
                }
            }
            return true;
        }

        /** How many prompts read at once get what each gets alone: two chunks, the second one behind the first. */
        private int reads() {
            int count = Math.min(MOST_READS, Integer.highestOneBit(most));
            int[][] prompts = new int[count][];
            for (int b = 0; b < count; b++) {
                prompts[b] = Arrays.copyOf(tokens, 2 * BatchRows.CHUNK - 3);
                Arrays.setAll(prompts[b], t -> (t * 31 + tokens[t % most]) % config.vocabulary());
                prompts[b][0] = tokens[b];
            }
            float[][] alone = new float[count][];
            for (int b = 0; b < count; b++) {
                alone[b] = read(prompts, b, b + 1)[0];
            }
            for (int n = 2; n <= count; n *= 2) {
                if (!Arrays.deepEquals(Arrays.copyOf(alone, n), read(prompts, 0, n))) {
                    return n / 2;
                }
            }
            return count;
        }

        private float[][] read(int[][] prompts, int from, int to) {
            int[] which = java.util.stream.IntStream.range(from, to).toArray();
            int[][] texts = Arrays.copyOfRange(prompts, from, to);
            int[] in = Arrays.copyOfRange(others, from, to);
            rows.read(which, texts, 0, in, full);
            return rows.read(which, texts, BatchRows.CHUNK, in, full);
        }

        private float[] logits(int[] ids, int[] places, int[] in, AdapterSlots table) {
            for (int b = 0; b < ids.length; b++) {
                rows.put(b, 0, chunk.get(0), chunk.get(1)); // a step writes into what another one reads
            }
            return rows.next(ids, places, in, table, true).logits();
        }

        private boolean same(float[] a, float[] b, int count) {
            return Arrays.equals(a, 0, count * config.vocabulary(), b, 0, count * config.vocabulary());
        }

        private static int[] back(int[] values) {
            int[] back = new int[values.length];
            for (int i = 0; i < back.length; i++) {
                back[i] = values[values.length - 1 - i];
            }
            return back;
        }

        private float[] reversed(float[] logits) {
            float[] back = new float[logits.length];
            int v = config.vocabulary();
            for (int b = 0; b < most; b++) {
                System.arraycopy(logits, b * v, back, (most - 1 - b) * v, v);
            }
            return back;
        }
    }
}
