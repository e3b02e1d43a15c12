package dev.autodidact.agent;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.ChatHistory;
import dev.autodidact.memory.MemoryEntry;
import dev.autodidact.sft.Agent;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.Ledger;
import dev.autodidact.sft.LedgerItem;
import dev.autodidact.sft.LedgerState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says of remembered facts where they are now: in a window, in the store, in the weights, taken back. */
@ApplicationScoped
public class FactStates {

    /** For more entries than these the ledger is read at once. */
    private static final int FEW = 16;

    private final Agents agents;
    private final Ledger ledger;
    private final ChatHistory history;

    FactStates(Agents agents, Ledger ledger, ChatHistory history) {
        this.agents = agents;
        this.ledger = ledger;
        this.history = history;
    }

    /**
     * A fact and where it is.
     *
     * @param entry the entry, or null for what was only taught
     * @param item the ledger item taught from the same words, or null
     * @param inWindow whether the model's window of its conversation still holds it
     * @param version the active version that holds it, or null
     * @param retracted whether it was in the weights and was taken back
     */
    public record Fact(MemoryEntry entry, LedgerItem item, boolean inWindow, String version, boolean retracted) {

        /** All places where it is, the one that answers first in front. */
        public List<String> states() {
            List<String> states = new ArrayList<>();
            if (inWindow) {
                states.add("in_window");
            }
            if (version != null) {
                states.add("in_weights");
            }
            if (entry != null && entry.live()) {
                states.add("in_store");
            }
            if (retracted) {
                states.add("retracted");
            }
            if (entry != null && entry.supersededBy() != null) {
                states.add("superseded");
            }
            return states;
        }
    }

    /** The facts of these entries, in order. */
    @Transactional
    public List<Fact> of(AgentKey key, List<MemoryEntry> entries) {
        Agent agent = agents.get(key);
        Set<UUID> messages = all(entries, MemoryEntry::message);
        boolean taught = agent.items() > 0
                && (entries.size() > FEW
                        || ledger.has(key, all(entries, MemoryEntry::item), messages, all(entries, MemoryEntry::text)));
        // the whole ledger is read only where something of it may be asked for: a note is acknowledged with its state
        List<LedgerItem> items = taught ? ledger.items(key) : List.of();
        Set<UUID> held = taught ? held(agent) : Set.of();
        Map<UUID, LedgerItem> byId = new LinkedHashMap<>();
        Map<UUID, LedgerItem> byMessage = new LinkedHashMap<>();
        Map<String, LedgerItem> bySource = new LinkedHashMap<>();
        for (LedgerItem item : items) {
            byId.put(item.id(), item);
            if (item.message() != null) {
                byMessage.merge(item.message(), item, (one, other) -> better(one, other, held));
            }
            if (item.source() != null) {
                bySource.merge(item.source().strip(), item, (one, other) -> better(one, other, held));
            }
        }
        Set<UUID> inWindow = history.inWindow(key, messages);
        List<Fact> facts = new ArrayList<>();
        for (MemoryEntry entry : entries) {
            LedgerItem item = bySource.get(entry.text());
            if (entry.message() != null && byMessage.containsKey(entry.message())) {
                item = byMessage.get(entry.message());
            } else if (item == null && entry.item() != null) {
                item = byId.get(entry.item());
            }
            facts.add(fact(entry, item, entry.message() != null && inWindow.contains(entry.message()), held, agent));
        }
        return facts;
    }

    private static <T> Set<T> all(List<MemoryEntry> entries, Function<MemoryEntry, T> part) {
        return entries.stream().map(part).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** What was taught and stands in none of these facts: it is in the weights only, or was taken back. */
    @Transactional
    public List<Fact> taughtOnly(AgentKey key, List<Fact> facts) {
        Agent agent = agents.get(key);
        Set<UUID> held = held(agent);
        Set<UUID> named = facts.stream()
                .map(Fact::item)
                .filter(Objects::nonNull)
                .map(LedgerItem::id)
                .collect(Collectors.toCollection(HashSet::new));
        return ledger.items(key).reversed().stream()
                .filter(item -> !named.contains(item.id()))
                .filter(item -> held.contains(item.id()) || item.state() == LedgerState.RETRACTED)
                .map(item -> fact(null, item, false, held, agent))
                .toList();
    }

    private Set<UUID> held(Agent agent) {
        return ledger.learnedBy(agent.key(), agent.activeAdapter()).stream()
                .map(LedgerItem::id)
                .collect(Collectors.toSet());
    }

    private static Fact fact(MemoryEntry entry, LedgerItem item, boolean inWindow, Set<UUID> held, Agent agent) {
        boolean weights = item != null && held.contains(item.id());
        boolean retracted = item != null && item.state() == LedgerState.RETRACTED;
        return new Fact(entry, item, inWindow, weights ? agent.activeAdapter() : null, retracted);
    }

    private static LedgerItem better(LedgerItem one, LedgerItem other, Set<UUID> held) {
        return held.contains(one.id()) && !held.contains(other.id()) ? one : other;
    }
}
