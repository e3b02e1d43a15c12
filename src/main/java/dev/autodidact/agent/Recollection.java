package dev.autodidact.agent;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.InvalidMemoryException;
import dev.autodidact.memory.MemoryEntry;
import dev.autodidact.memory.MemoryFilter;
import dev.autodidact.memory.MemoryHit;
import dev.autodidact.memory.MemoryQuery;
import dev.autodidact.memory.MemorySettings;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.memory.MemoryTrust;
import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LedgerKind;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.LedgerTrust;
import dev.autodidact.sft.Teaching;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Looks entries up for the model: as many as fit, each use counted; what is used often may move into the weights. */
@ApplicationScoped
class Recollection {

    private static final Logger LOG = Logger.getLogger(Recollection.class);

    /** How often the memory is asked for one message at most. */
    private static final int SEARCHES = 2;

    private final MemoryStore memory;
    private final MemorySettings settings;
    private final LearningQueue queue;

    Recollection(MemoryStore memory, MemorySettings settings, LearningQueue queue) {
        this.memory = memory;
        this.settings = settings;
        this.queue = queue;
    }

    /**
     * What the model gets for its own query.
     *
     * @param seen messages that it sees anyway
     * @throws dev.autodidact.memory.InvalidMemoryException where the query is empty or too long
     */
    List<MemoryHit> find(AgentKey agent, String query, Set<UUID> seen) {
        return used(fitting(memory.search(agent, query, settings.recallResults(), MemoryFilter.except(seen))));
    }

    /**
     * Puts before the model, unasked, what bears on a person's message, and counts the use of what found place.
     *
     * @param shrink makes the window fit again
     */
    List<MemoryHit> putBefore(AgentKey agent, String message, ConversationWindow window, Runnable shrink) {
        Optional<MemoryQuery> question = question(agent, message);
        if (question.isEmpty()) {
            return List.of();
        }
        List<MemoryHit> hits;
        Set<UUID> seen;
        int searches = 0;
        do {
            // the texts may push out turns whose own entries were left out of the search, since they were seen
            seen = window.stored();
            hits = about(agent, question.get(), seen);
            window.recall(hits.stream().map(hit -> hit.entry().text()).toList());
            shrink.run();
        } while (!seen.equals(window.stored()) && ++searches < SEARCHES);
        return used(hits.subList(0, window.recalled().size()));
    }

    private Optional<MemoryQuery> question(AgentKey agent, String message) {
        String query = message.strip();
        if (query.length() > settings.maxQueryChars()) {
            int cut = settings.maxQueryChars();
            query = query.substring(0, Character.isHighSurrogate(query.charAt(cut - 1)) ? cut - 1 : cut);
        }
        try {
            return Optional.of(memory.query(query));
        } catch (InvalidMemoryException e) {
            LOG.warnf("nothing is recalled for a message of agent %s: %s", agent.id(), e.getMessage());
            return Optional.empty();
        }
    }

    /** What bears on it but for what nobody vouches for: it would stand where instructions stand. */
    private List<MemoryHit> about(AgentKey agent, MemoryQuery question, Set<UUID> seen) {
        try {
            return fitting(
                    memory.search(agent, question, 4 * settings.recallResults(), MemoryFilter.except(seen)).stream()
                            .filter(hit -> vouched(hit.entry()))
                            .limit(settings.recallResults())
                            .toList());
        } catch (IllegalStateException e) {
            LOG.warnf("nothing was recalled for a message of agent %s: %s", agent.id(), e.getMessage());
            return List.of();
        }
    }

    private static boolean vouched(MemoryEntry entry) {
        return entry.trust() == MemoryTrust.OPERATOR || entry.trust() == MemoryTrust.USER;
    }

    private List<MemoryHit> fitting(List<MemoryHit> hits) {
        List<MemoryHit> fit = new ArrayList<>();
        int chars = 0;
        for (MemoryHit hit : hits) {
            chars += hit.entry().text().length();
            if (chars <= settings.recallChars()) {
                fit.add(hit);
            }
        }
        return fit;
    }

    /** Counts the use of these, and teaches what is used often. */
    private List<MemoryHit> used(List<MemoryHit> hits) {
        memory.used(hits.stream().map(hit -> hit.entry().id()).toList());
        hits.forEach(hit -> promote(hit.entry()));
        return hits;
    }

    /** Teaches what was recalled so often that the weights should know it; each entry once. */
    private void promote(MemoryEntry entry) {
        int bound = settings.promoteAfterUses();
        if (bound == 0 || entry.uses() + 1 < bound || entry.item() != null || !vouched(entry)) {
            return;
        }
        try {
            UUID item = queue.submit(new Teaching(
                            entry.agent(),
                            LedgerKind.FACT,
                            null,
                            entry.text(),
                            List.of(LedgerRow.statement(entry.text())),
                            LedgerTrust.valueOf(entry.trust().name()),
                            Teaching.NORMAL_STRENGTH,
                            entry.conversation(),
                            entry.message(),
                            "memory/" + entry.id()))
                    .item();
            memory.promoted(entry.agent(), entry.id(), item);
            LOG.infof(
                    "entry %s of agent %s moves into the weights as item %s",
                    entry.id(), entry.agent().id(), item);
        } catch (RuntimeException e) {
            // the turn goes on without it: the next recall tries again
            LOG.warnf("entry %s could not be taught: %s", entry.id(), e.getMessage());
        }
    }
}
