package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes what packed steps read of adapters in slots, for the first few slots and, once others are used, for all. What
 * it made stays as it is while a new version is made, so that this can be done beside the steps. For one thread at a time.
 */
final class LaidTables implements AutoCloseable {
    private final Torch torch;
    private final PackedStep step;
    private final PtNDManager scope;
    private final int few;
    private final int rank;
    private final boolean narrow;
    private final Adapter[] content;
    /** By (slots, ranks); kept also where other ranks are read for a while, since a step may still read them. */
    private final Map<List<Integer>, List<PtNDArray>> loose = new HashMap<>();

    private final Map<Integer, LaidAdapters> laid = new HashMap<>();
    private int wide;

    /**
     * @param few slots of the small table
     * @param most all slots
     * @param rank rank that a slot has room for
     * @param narrow whether a slot has less room where no adapter needs more
     */
    LaidTables(Torch torch, PackedStep step, int few, int most, int rank, boolean narrow) {
        this.torch = torch;
        this.step = step;
        this.scope = torch.scope();
        this.few = few;
        this.rank = rank;
        this.narrow = narrow;
        this.content = new Adapter[most];
        this.wide = wide();
    }

    private int wide() {
        boolean thin = narrow
                && Arrays.stream(content).allMatch(a -> a == null || a.lora().rank() <= AdapterSlots.NARROW);
        return thin ? Math.min(rank, AdapterSlots.NARROW) : rank;
    }

    /**
     * The tables with adapters in these slots from now on, the smallest first; loose where something was laid. Those of
     * before are not closed.
     */
    List<LaidAdapters> lay(Map<Integer, Adapter> changes) {
        changes.forEach((slot, adapter) -> content[slot] = adapter);
        boolean anew = wide() != wide;
        wide = wide();
        for (int count : counts()) {
            boolean whole = anew || !laid.containsKey(count);
            List<PtNDArray> list = loose.computeIfAbsent(
                    List.of(count, wide), key -> torch.infer(scope, "lay_base", step.products(), count * wide));
            boolean changed = whole;
            for (int slot = 0; slot < count; slot++) {
                if (content[slot] != null && (whole || changes.containsKey(slot))) {
                    put(list, count, slot);
                    changed = true;
                }
            }
            if (changed) {
                laid.put(count, new LaidAdapters(torch, step, list, count, wide, false));
            }
        }
        return tables();
    }

    /** Packs what is loose. */
    List<LaidAdapters> pack() {
        laid.replaceAll((count, table) -> table.packed()
                ? table
                : new LaidAdapters(torch, step, loose.get(List.of(count, wide)), count, wide, true));
        return tables();
    }

    private List<LaidAdapters> tables() {
        return counts().stream().map(laid::get).toList();
    }

    private List<Integer> counts() {
        boolean large = false;
        for (int slot = few; slot < content.length; slot++) {
            large |= content[slot] != null;
        }
        return large ? List.of(few, content.length) : List.of(few);
    }

    private void put(List<PtNDArray> list, int count, int slot) {
        Adapter adapter = content[slot];
        float[] values = adapter.sharedValues();
        try (PtNDManager call = torch.scope()) {
            torch.infer(
                    call,
                    "lay_slot",
                    list,
                    Torch.floats(call, values, 1, values.length),
                    Torch.floats(call, new float[] {(float) adapter.lora().scale()}, 1),
                    count * wide,
                    slot * wide,
                    wide);
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
