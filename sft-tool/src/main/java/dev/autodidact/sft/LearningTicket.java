package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import java.time.Instant;
import java.util.UUID;

/**
 * What can be told about a learning job.
 *
 * @param id the ticket
 * @param agent who learns
 * @param item the ledger item it trains or takes back
 * @param kind what the job does
 * @param state where it stands
 * @param attempt how often it was started; more than 1 after a restart of the process or a lost race
 * @param progress of the current attempt, 0 to 1
 * @param note what the trainer last said, or null
 * @param parent the version the training started from, null for the base
 * @param adapter the version published, null unless {@link LearningState#PUBLISHED}, and for the base after a rebuild
 * @param reason why it was rejected, failed, held back or refused, or what is to be said of its success, else null
 * @param receiptJson the receipt as JSON, null before the end
 * @param created when it was accepted
 * @param finished when it reached its final state, null before
 */
public record LearningTicket(
        UUID id,
        AgentKey agent,
        UUID item,
        JobKind kind,
        LearningState state,
        int attempt,
        double progress,
        String note,
        String parent,
        String adapter,
        String reason,
        String receiptJson,
        Instant created,
        Instant finished) {

    LearningTicket at(double newProgress, String newNote) {
        return new LearningTicket(
                id,
                agent,
                item,
                kind,
                state,
                attempt,
                newProgress,
                newNote,
                parent,
                adapter,
                reason,
                receiptJson,
                created,
                finished);
    }
}
