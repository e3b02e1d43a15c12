package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adapters in slots of native tables, see {@link BatchScript}; a slot that nobody uses keeps its adapter until it is needed.
 * For the packed step they are laid by {@link LaidTables}, by a thread of its own where that is asked for.
 */
final class AdapterSlots implements AutoCloseable {
    static final int FEW = 8;

    /** Rank that most adapters have. */
    static final int NARROW = 8;

    private final Torch torch;
    private final Weights weights;
    private final PtNDManager scope;
    private final int most;
    private final int rank;
    private final boolean narrow;
    private final int[] ranks;
    private final boolean plain;
    private List<PtNDArray> tables;
    /** What a step reads, for the first slots and for all: made when it is first needed, changed with a slot's adapter. */
    private final Map<Integer, List<PtNDArray>> read = new HashMap<>();
    /** The same for the packed step. */
    private final LaidTables laidTables;

    private final AdapterLoads beside;
    private List<LaidAdapters> laid = List.of();
    private final Adapter[] pending;
    private final RuntimeException[] failed;

    private int size;
    private final String[] held;
    private final int[] users;
    private final long[] lastUse;
    private final List<PtNDArray>[] single;
    private long clock;
    private long hits;
    private long loads;

    /**
     * @param few how many slots there are at first
     * @param most how many there may be
     * @param rank rank that a slot has room for
     * @param narrow whether a step reads no more than {@link #NARROW} ranks of a slot where no adapter has more
     * @param step the packed step that reads them, null for the plain one
     * @param besideSteps whether a thread of its own loads for the packed step, so that {@link #ready} comes later
     */
    @SuppressWarnings("unchecked")
    AdapterSlots(
            Torch torch,
            Weights weights,
            int few,
            int most,
            int rank,
            boolean narrow,
            PackedStep step,
            boolean besideSteps) {
        this.plain = step == null;
        this.laidTables = plain ? null : new LaidTables(torch, step, Math.min(few, most), most, rank, narrow);
        this.beside = !plain && besideSteps ? new AdapterLoads(laidTables) : null;
        this.pending = new Adapter[most];
        this.failed = new RuntimeException[most];
        this.narrow = narrow && rank > NARROW;
        this.ranks = new int[most];
        this.torch = torch;
        this.weights = weights;
        this.scope = torch.scope();
        this.most = most;
        this.rank = rank;
        this.size = Math.min(few, most);
        this.tables = plain ? torch.infer(scope, "slots", weights.list.get(1), size * rank) : List.of();
        this.held = new String[most];
        this.users = new int[most];
        this.lastUse = new long[most];
        this.single = new List[most];
    }

    int rank() {
        return rank;
    }

    /** The slot of an adapter, loaded where it was not there, or to be loaded; one more user. */
    int acquire(Adapter adapter) {
        int slot = Arrays.asList(held).indexOf(adapter.version());
        if (slot >= 0) {
            hits++;
        } else {
            slot = free();
            failed[slot] = null;
            if (plain) {
                load(slot, adapter);
            } else {
                lay(slot, adapter);
            }
            loads++;
        }
        users[slot]++;
        lastUse[slot] = ++clock;
        return slot;
    }

    private void lay(int slot, Adapter adapter) {
        held[slot] = null; // until the new one is whole
        if (beside == null) {
            take(laidTables.lay(Map.of(slot, adapter)));
        } else {
            pending[slot] = adapter;
            beside.add(slot, adapter);
        }
        held[slot] = adapter.version();
    }

    /** Whether steps can read the slot's adapter. */
    boolean ready(int slot) {
        return slot < 0 || pending[slot] == null;
    }

    /** Why the slot's adapter could not be loaded, or null. */
    RuntimeException failure(int slot) {
        return slot < 0 ? null : failed[slot];
    }

    /** Lets steps read what was loaded beside them; between two steps. */
    void adopt() {
        AdapterLoads.Done done = beside == null ? null : beside.poll();
        while (done != null) {
            adopt(done);
            done = beside.poll();
        }
    }

    /** Waits for a load, and adopts it. */
    void await() {
        AdapterLoads.Done done = beside.await();
        if (done != null) {
            adopt(done);
        }
    }

    private void adopt(AdapterLoads.Done done) {
        done.adapters().forEach((slot, adapter) -> {
            if (pending[slot] != adapter) {
                return; // the slot was given to another one meanwhile
            }
            pending[slot] = null;
            if (done.failure() != null) {
                held[slot] = null;
                failed[slot] = done.failure();
            }
        });
        if (done.failure() == null) {
            take(done.tables());
        }
    }

    /** Packs what was laid, where no thread of its own does it. */
    void pack() {
        if (!plain) {
            take(laidTables.pack());
        }
    }

    private void take(List<LaidAdapters> now) {
        laid.stream().filter(table -> !now.contains(table)).forEach(LaidAdapters::close);
        laid = now;
    }

    /** Takes the first slots out of use. */
    void occupy(int count) {
        for (int s = 0; s < count; s++) {
            users[s]++;
        }
    }

    /** One user less; nothing for no slot. */
    void release(int slot) {
        if (slot >= 0) {
            users[slot]--;
        }
    }

    private int free() {
        int best = -1;
        for (int s = 0; s < size; s++) {
            if (users[s] == 0 && (best < 0 || lastUse[s] < lastUse[best])) {
                best = s;
            }
        }
        if (best >= 0) {
            return best;
        }
        if (size == most) {
            throw new IllegalStateException("all " + most + " slots are in use");
        }
        int next = size;
        if (!plain) {
            size = most;
            return next;
        }
        dropRead();
        List<PtNDArray> old = tables;
        tables = torch.infer(scope, "more_slots", old, most * rank);
        old.forEach(PtNDArray::close);
        size = most;
        for (int s = 0; s < next; s++) {
            if (held[s] != null) {
                single[s].forEach(PtNDArray::close);
                single[s] = torch.infer(scope, "slot", tables, s * rank, s * rank + ranks[s]);
            }
        }
        return next;
    }

    private void dropRead() {
        read.values().forEach(list -> list.forEach(PtNDArray::close));
        read.clear();
    }

    private void load(int slot, Adapter adapter) {
        int before = wide();
        held[slot] = null; // until the new one is whole
        ranks[slot] = Math.max(ranks[slot], adapter.lora().rank());
        float[] values = adapter.sharedValues();
        try (PtNDManager call = torch.scope()) {
            torch.infer(
                    call,
                    "install",
                    tables,
                    Torch.floats(call, values, 1, values.length),
                    Torch.floats(call, new float[] {(float) adapter.lora().scale()}, 1),
                    slot * rank,
                    ranks[slot]);
        }
        held[slot] = adapter.version();
        ranks[slot] = adapter.lora().rank();
        if (single[slot] != null) {
            single[slot].forEach(PtNDArray::close);
        }
        single[slot] = torch.infer(scope, "slot", tables, slot * rank, slot * rank + ranks[slot]);
        int wide = wide();
        if (wide != before) {
            dropRead();
        }
        read.forEach((count, list) -> refresh(slot, count, wide, list));
    }

    /** Lays a slot's new adapter into what a step reads; to make all of it anew takes as long as some tokens. */
    private void refresh(int slot, int count, int wide, List<PtNDArray> list) {
        if (slot < count) {
            try (PtNDManager call = torch.scope()) {
                torch.infer(call, "refresh_slot", list, tables, count * wide, slot * wide, slot * rank, wide);
            }
        }
    }

    /** Ranks of a slot that a step reads. */
    private int wide() {
        return narrow && Arrays.stream(ranks).max().orElse(0) <= NARROW ? NARROW : rank;
    }

    /** A slot's adapter alone, as A [R, in] (side by side as in a step) and B [R, out] per linear layer. */
    List<PtNDArray> alone(int slot) {
        return single[slot];
    }

    /** The tables with the mask for rows of these slots, -1 for a row without adapter; in the caller's scope. */
    List<PtNDArray> together(PtNDManager call, int[] slots) {
        int count = highest(slots) < FEW ? Math.min(FEW, size) : size;
        int wide = wide();
        // a slot's change is laid into these, or drops them, so that ranks and tables are those of now
        List<PtNDArray> all = new ArrayList<>(
                read.computeIfAbsent(count, width -> torch.infer(scope, "first_slots", tables, width, rank, wide)));
        all.addAll(torch.infer(
                call,
                "mask_of",
                Torch.floats(call, mask(slots, count, wide), slots.length, 1, count * wide),
                tables.getFirst()));
        return all;
    }

    /** The adapters of these slots and those before them, for the packed step. */
    LaidAdapters laid(int[] slots) {
        int highest = highest(slots);
        return laid.stream()
                .filter(table -> table.count() > highest)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("slot " + highest + " is in none of the tables"));
    }

    private static int highest(int[] slots) {
        return Arrays.stream(slots).max().orElse(-1);
    }

    /** For each row [B, S·R] ones at the ranks of its slot, -1 for a row without. */
    static float[] mask(int[] slots, int count, int wide) {
        int n = count * wide;
        float[] mask = new float[slots.length * n];
        for (int b = 0; b < slots.length; b++) {
            if (slots[b] >= 0) {
                int from = b * n + slots[b] * wide;
                Arrays.fill(mask, from, from + wide, 1f);
            }
        }
        return mask;
    }

    /** Forgets adapters that may not be served any more. */
    void forget(Set<String> versions) {
        for (int s = 0; s < size; s++) {
            if (held[s] != null && versions.contains(held[s])) {
                held[s] = null;
                lastUse[s] = 0;
            }
        }
    }

    long hits() {
        return hits;
    }

    long loads() {
        return loads;
    }

    @Override
    public void close() {
        if (beside != null) {
            beside.close();
            adopt();
        }
        take(List.of());
        if (laidTables != null) {
            laidTables.close();
        }
        scope.close();
    }
}
