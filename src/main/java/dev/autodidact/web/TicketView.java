package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.autodidact.sft.LearningTicket;
import java.time.Instant;
import java.util.UUID;

/**
 * A learning job in the HTTP contract.
 *
 * @param ticket its id
 * @param agent who learns
 * @param item the ledger item
 * @param kind {@code learn} or {@code rebuild}
 * @param state {@code queued}, {@code training}, {@code examining}, {@code published}, {@code rejected}, {@code failed},
 *     {@code quarantined} or {@code denied}
 * @param attempt how often it was started
 * @param progress 0 to 1
 * @param note what the trainer last said, or null
 * @param parent the version the training started from, or null
 * @param adapter the published version, or null
 * @param reason why it was rejected, failed, held back or refused, or what is to be said of its success, or null
 * @param receipt the receipt, or null
 * @param created when it was accepted
 * @param finished when it ended, or null
 */
public record TicketView(
        UUID ticket,
        String agent,
        UUID item,
        String kind,
        String state,
        int attempt,
        double progress,
        String note,
        String parent,
        String adapter,
        String reason,
        @JsonRawValue String receipt,
        Instant created,
        Instant finished) {

    static TicketView of(LearningTicket ticket) {
        return new TicketView(
                ticket.id(),
                ticket.agent().id(),
                ticket.item(),
                ticket.kind().wire(),
                ticket.state().wire(),
                ticket.attempt(),
                ticket.progress(),
                ticket.note(),
                ticket.parent(),
                ticket.adapter(),
                ticket.reason(),
                ticket.receiptJson(),
                ticket.created(),
                ticket.finished());
    }
}
