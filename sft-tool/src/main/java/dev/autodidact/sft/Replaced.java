package dev.autodidact.sft;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Rows of an earlier item that a later one answers otherwise in other words. It hangs on the two items and the base model only,
 * whatever else was learned, and counts in those versions that hold both.
 *
 * @param item the earlier item
 * @param rows places of the rows among its rows, from 0
 */
record Replaced(UUID item, Set<Integer> rows) {

    /** The rows of each earlier item, those of which none is replaced left out. */
    static List<Replaced> of(List<LedgerItem> earlier, List<Set<Integer>> rows) {
        return java.util.stream.IntStream.range(0, rows.size())
                .filter(i -> !rows.get(i).isEmpty())
                .mapToObj(i -> new Replaced(earlier.get(i).id(), Set.copyOf(rows.get(i))))
                .toList();
    }
}
