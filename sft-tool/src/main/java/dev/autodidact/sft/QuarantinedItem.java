package dev.autodidact.sft;

/**
 * An item that waits for a decision.
 *
 * @param item the item
 * @param provenance where it comes from and why it waits
 * @param ticket its job, which runs where it is approved
 */
public record QuarantinedItem(LedgerItem item, Provenance provenance, LearningTicket ticket) {}
