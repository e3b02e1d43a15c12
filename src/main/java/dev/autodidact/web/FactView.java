package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.autodidact.agent.FactStates;
import dev.autodidact.memory.MemoryEntry;
import dev.autodidact.sft.LedgerItem;
import dev.autodidact.sft.LedgerRow;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A remembered fact in the HTTP contract.
 *
 * @param id the entry, null for what was only taught
 * @param text the text
 * @param source where it comes from, or null
 * @param kind {@code note}, {@code episode} or, for what was only taught, {@code taught}
 * @param trust who vouches for it
 * @param conversation the conversation it comes from, or null
 * @param message the message it comes from, or null
 * @param state where it is: {@code in_window}, {@code in_weights}, {@code in_store}, {@code retracted} or
 *     {@code superseded}; the first of {@code states}
 * @param states all places where it is
 * @param adapter the active version that holds it, or null
 * @param item the ledger item taught from the same words, or null
 * @param supersedes the entry whose place it has taken, or null
 * @param seen how often it was said
 * @param uses how often it was recalled
 * @param score how well it fits the query; with a query only
 * @param created when it was first said
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record FactView(
        UUID id,
        String text,
        String source,
        String kind,
        String trust,
        String conversation,
        UUID message,
        String state,
        List<String> states,
        String adapter,
        UUID item,
        UUID supersedes,
        int seen,
        int uses,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double score,
        Instant created) {

    static FactView of(FactStates.Fact fact, Double score) {
        List<String> states = fact.states();
        String state = states.isEmpty() ? "forgotten" : states.getFirst();
        LedgerItem item = fact.item();
        MemoryEntry entry = fact.entry();
        if (entry == null) {
            return new FactView(
                    null,
                    item.rows().stream().map(FactView::words).collect(Collectors.joining("\n")),
                    item.source(),
                    "taught",
                    item.trust().wire(),
                    item.conversation(),
                    item.message(),
                    state,
                    states,
                    fact.version(),
                    item.id(),
                    null,
                    1,
                    0,
                    score,
                    item.created());
        }
        return new FactView(
                entry.id(),
                entry.text(),
                entry.source(),
                entry.kind().wire(),
                entry.trust().wire(),
                entry.conversation(),
                entry.message(),
                state,
                states,
                fact.version(),
                item == null ? null : item.id(),
                entry.supersedes(),
                entry.seen(),
                entry.uses(),
                score,
                entry.created());
    }

    private static String words(LedgerRow row) {
        return row.text() == null ? row.q() + " " + row.a() : row.text();
    }
}
