package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * One item that an agent was taught, with where it came from and what became of it. The order of an agent's items is the
 * order in which they were accepted.
 *
 * @param id names the item
 * @param agent who was taught
 * @param ordinal its place among the agent's items, from 1
 * @param kind what kind of thing it is
 * @param topic a short title, or null
 * @param source the text the rows were made from, or null
 * @param rows the training rows; none once it was taken back
 * @param trust who vouches for it
 * @param strength how hard to train, 1 = the recipe's own
 * @param conversation the conversation it comes from, or null
 * @param message the message it comes from, or null
 * @param state where it stands
 * @param adapter the version whose training took it in, null before
 * @param replaced rows of earlier items that it answers otherwise in other words
 * @param created when it was accepted
 */
public record LedgerItem(
        UUID id,
        AgentKey agent,
        long ordinal,
        LedgerKind kind,
        String topic,
        String source,
        List<LedgerRow> rows,
        LedgerTrust trust,
        double strength,
        String conversation,
        UUID message,
        LedgerState state,
        String adapter,
        List<Replaced> replaced,
        Instant created) {

    /** The same with what it was found to replace. */
    LedgerItem replacing(List<Replaced> found) {
        return with(rows, state, found);
    }

    /** The same without some of its rows. */
    LedgerItem without(Set<Integer> places) {
        List<LedgerRow> left = IntStream.range(0, rows.size())
                .filter(place -> !places.contains(place))
                .mapToObj(rows::get)
                .toList();
        return with(left, state, replaced);
    }

    LedgerItem as(LedgerState other) {
        return with(rows, other, replaced);
    }

    private LedgerItem with(List<LedgerRow> otherRows, LedgerState otherState, List<Replaced> found) {
        return new LedgerItem(
                id,
                agent,
                ordinal,
                kind,
                topic,
                source,
                otherRows,
                trust,
                strength,
                conversation,
                message,
                otherState,
                adapter,
                found,
                created);
    }
}
