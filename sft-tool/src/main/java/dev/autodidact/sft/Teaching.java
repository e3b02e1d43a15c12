package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import java.util.List;
import java.util.UUID;

/**
 * Something to be learned, before it is in the ledger. Rows, topic, kind and strength may come from the model; all else is
 * attached by the runtime.
 *
 * @param agent who learns
 * @param kind what kind of thing it is
 * @param topic a short title; null, or blank, for none
 * @param source the text the rows were made from; null, or blank, for none
 * @param rows the training rows
 * @param trust who vouches for it
 * @param strength how hard to train, 1 = the recipe's own
 * @param conversation the conversation it comes from, or null
 * @param message the message it comes from, or null
 * @param idempotencyKey teachings of one agent with the same key are one, or null
 */
public record Teaching(
        AgentKey agent,
        LedgerKind kind,
        String topic,
        String source,
        List<LedgerRow> rows,
        LedgerTrust trust,
        double strength,
        String conversation,
        UUID message,
        String idempotencyKey) {

    /** The strength of the recipe itself. */
    public static final double NORMAL_STRENGTH = 1;

    public Teaching {
        rows = List.copyOf(rows);
        topic = topic == null || topic.isBlank() ? null : topic;
        source = source == null || source.isBlank() ? null : source;
    }
}
