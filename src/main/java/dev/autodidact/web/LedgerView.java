package dev.autodidact.web;

import dev.autodidact.sft.LedgerItem;
import dev.autodidact.sft.LedgerRow;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A taught item in the HTTP contract.
 *
 * @param id its id
 * @param kind {@code fact}, {@code demonstration} or {@code observation}
 * @param topic a short title, or null
 * @param rows the training rows
 * @param source the text they were made from, or null
 * @param trust who vouches for it: {@code operator}, {@code user}, {@code tool}, {@code web} or {@code approved}
 * @param conversation the conversation it comes from, or null
 * @param message the message it comes from, or null
 * @param state {@code pending}, {@code quarantined}, {@code denied}, {@code learned}, {@code superseded},
 *     {@code rejected}, {@code failed}, {@code retracting} or {@code retracted}
 * @param adapter the version whose training took it in, null before
 * @param provenance where it comes from for good, or null where it is not asked for
 * @param inWeights whether the agent's active version holds it
 * @param created when it was accepted
 */
public record LedgerView(
        UUID id,
        String kind,
        String topic,
        List<LedgerRow> rows,
        String source,
        String trust,
        String conversation,
        UUID message,
        String state,
        String adapter,
        boolean inWeights,
        ProvenanceView provenance,
        Instant created) {

    static LedgerView of(LedgerItem item, boolean inWeights) {
        return new LedgerView(
                item.id(),
                item.kind().wire(),
                item.topic(),
                item.rows(),
                item.source(),
                item.trust().wire(),
                item.conversation(),
                item.message(),
                item.state().wire(),
                item.adapter(),
                inWeights,
                null,
                item.created());
    }

    LedgerView with(ProvenanceView from) {
        return new LedgerView(
                id, kind, topic, rows, source, trust, conversation, message, state, adapter, inWeights, from, created);
    }
}
