package dev.autodidact.sft;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * How to come to the weights of a run that never saw some items.
 *
 * <p>What is tried again is all that was tried after the first of these items on the way to the active version: also what
 * the gate had refused then, since without the retracted item it may pass, and what was a duplicate of a retracted item.
 * Items whose job broke are not tried again. Nor is what came before the last consolidation: its weights hang on the items
 * that were learned, not on the way to them, and that they were learned or refused is what the ledger says.
 *
 * @param removed the items to leave out
 * @param start the last version on the way to the active one that holds none of them, nor anything trained after the first
 *     of them; null for the base
 * @param root the last ancestor of {@code start} that no item was trained into, null for the base
 * @param held what {@code start} was trained on
 * @param items what to try again, in the order in which it was tried; empty where the active version holds none of
 *     {@code removed}
 */
record Rebuild(Set<UUID> removed, String start, String root, List<LedgerItem> held, List<LedgerItem> items) {

    /**
     * One item tried again.
     *
     * @param item which
     * @param state {@link LedgerState#LEARNED} or {@link LedgerState#REJECTED}
     * @param parent the version it was tried on, null for the base
     * @param adapter the version that holds it, null where it was rejected
     * @param version the version it was trained into, null where nothing was trained
     * @param beside further items that this version's training took in
     * @param replaced rows of earlier items that it answers otherwise; null where that was not looked at again
     */
    record Replayed(
            UUID item,
            LedgerState state,
            String parent,
            String adapter,
            AdapterVersion version,
            List<UUID> beside,
            List<Replaced> replaced) {}
}
