package dev.autodidact.memory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * What the agents remember outside of their weights. An entry is durable when {@link #add} returns; it can be found a moment
 * later, and a search waits for that moment. No model is asked on the way in.
 */
@ApplicationScoped
public class MemoryStore {

    /** The topic on which nodes tell each other that there is something new. */
    public static final String TOPIC = "memory";

    private static final Duration HOUR = Duration.ofHours(1);

    /** A count reads all of an agent's index rows: a large bound is looked at only every so many changes. */
    private static final int OFTEN = 256;

    private final Database database;
    private final IndexFollower follower;
    private final TextEmbedder embedder;
    private final NodeExchange exchange;
    private final MemorySettings settings;

    @Inject
    public MemoryStore(
            Database database,
            IndexFollower follower,
            TextEmbedder embedder,
            NodeExchange exchange,
            MemorySettings settings) {
        this.database = database;
        this.follower = follower;
        this.embedder = embedder;
        this.exchange = exchange;
        this.settings = settings;
    }

    /**
     * What became of something to be remembered.
     *
     * @param entry the entry
     * @param merged whether it was there already: the same text, but for case and blanks
     */
    public record Added(MemoryEntry entry, boolean merged) {}

    /**
     * Remembers a text.
     *
     * @throws InvalidMemoryException where it cannot be taken
     * @throws UnknownMemoryException where it is to supersede what is not there
     * @throws MemoryQuotaException over a quota; nothing is stored
     */
    public Added add(AgentKey agent, NewMemory given) {
        NewMemory memory = checked(given);
        if (memory.kind() == MemoryKind.NOTE) {
            checkHour(agent);
        }
        Added added = database.run(connection -> {
            UUID id = UUID.randomUUID();
            long revision = MemoryTable.tick(connection);
            if (MemoryTable.insert(connection, agent, id, memory, revision)) {
                if (memory.supersedes() != null) {
                    MemoryTable.find(connection, agent, memory.supersedes())
                            .filter(MemoryEntry::live)
                            .orElseThrow(() -> new UnknownMemoryException(agent, memory.supersedes()));
                    MemoryTable.superseded(connection, memory.supersedes(), id, MemoryTable.tick(connection));
                }
                if (settings.entriesPerAgent() < OFTEN || revision % OFTEN == 0) {
                    checkRoom(MemoryTable.count(connection, agent), agent);
                }
                return new Added(MemoryTable.find(connection, agent, id).orElseThrow(), false);
            }
            MemoryEntry same =
                    MemoryTable.same(connection, agent, memory.text()).orElseThrow();
            MemoryTable.seenAgain(connection, same.id());
            return new Added(MemoryTable.find(connection, agent, same.id()).orElseThrow(), true);
        });
        changed();
        return added;
    }

    /**
     * Keeps what a person has said in a conversation, for use in the transaction that stores the message. What asks or only
     * greets is no observation.
     */
    void observe(AgentKey agent, String conversation, UUID message, String said) {
        if (!settings.episodes()) {
            return;
        }
        for (String text : Episodes.of(said)) {
            NewMemory memory =
                    new NewMemory(text, null, MemoryKind.EPISODE, MemoryTrust.USER, conversation, message, null);
            database.run(connection -> {
                long revision = MemoryTable.tick(connection);
                if (!MemoryTable.insert(connection, agent, UUID.randomUUID(), memory, revision)) {
                    MemoryTable.seenAgain(
                            connection,
                            MemoryTable.same(connection, agent, text)
                                    .orElseThrow()
                                    .id());
                }
                return null;
            });
        }
    }

    /** The entry, also a forgotten one. */
    public Optional<MemoryEntry> find(AgentKey agent, UUID entry) {
        return database.run(connection -> MemoryTable.find(connection, agent, entry));
    }

    /** What is not forgotten, the newest first. */
    public List<MemoryEntry> newest(AgentKey agent, int limit) {
        return newest(agent, limit, MemoryFilter.ALL, null);
    }

    /**
     * The same of a part.
     *
     * @param filter which entries; messages are not looked at
     * @param after only what is older than this entry, or null
     * @throws UnknownMemoryException where the agent never had that entry
     */
    public List<MemoryEntry> newest(AgentKey agent, int limit, MemoryFilter filter, UUID after) {
        return database.run(connection -> {
            if (after != null && MemoryTable.find(connection, agent, after).isEmpty()) {
                throw new UnknownMemoryException(agent, after);
            }
            return MemoryTable.newest(connection, agent, limit, filter, after);
        });
    }

    /** How many entries the agent has. */
    public long count(AgentKey agent) {
        return database.run(connection -> MemoryTable.count(connection, agent));
    }

    /**
     * Entries that mean or say what the query does, the best first.
     *
     * @throws InvalidMemoryException where the query is empty or too long
     */
    public List<MemoryHit> search(AgentKey agent, String query, int limit, MemoryFilter filter) {
        return search(agent, query(query), limit, filter);
    }

    /**
     * A text to search for.
     *
     * @throws InvalidMemoryException where it is empty or too long
     */
    public MemoryQuery query(String query) {
        String text = MemoryText.check("query", query, settings.maxQueryChars());
        return new MemoryQuery(text, embedder.embed(text));
    }

    /** Entries that mean or say what the query does, the best first. */
    public List<MemoryHit> search(AgentKey agent, MemoryQuery query, int limit, MemoryFilter filter) {
        long latest = database.run(MemoryTable::clock).revision();
        MemoryIndex index = follower.at(latest, settings.freshness());
        try {
            int candidates = Math.max(settings.candidates(), limit)
                    + filter.exceptMessages().size();
            return entries(agent, index.search(agent, query.text(), query.vector(), candidates, filter), limit, filter);
        } catch (AlreadyClosedException e) {
            throw new IllegalStateException("the memory index was closed during a search", e);
        } catch (IOException | IndexOutOfBoundsException e) {
            // damaged bytes may send the search to places that are not there
            follower.broken(index, e);
            throw new IllegalStateException("the memory index is damaged; it is being made anew", e);
        }
    }

    /** Counts a recall of these entries. */
    public void used(Collection<UUID> entries) {
        if (!entries.isEmpty()) {
            database.run(connection -> {
                MemoryTable.used(connection, entries);
                return null;
            });
        }
    }

    /** Notes that what came from a message is being taught to the weights too. */
    public void taught(AgentKey agent, UUID message, UUID item) {
        database.run(connection -> {
            MemoryTable.taught(connection, agent, message, item);
            return null;
        });
    }

    /** Notes that an entry is being taught to the weights too. */
    public void promoted(AgentKey agent, UUID entry, UUID item) {
        database.run(connection -> {
            present(MemoryTable.find(connection, agent, entry), agent, entry);
            MemoryTable.promoted(connection, entry, item);
            return null;
        });
    }

    /**
     * Gives an entry another text.
     *
     * @throws UnknownMemoryException where there is no such entry
     * @throws InvalidMemoryException where the text cannot be taken, or another entry has it
     */
    public MemoryEntry update(AgentKey agent, UUID entry, String text) {
        String checked = MemoryText.check("text", text, settings.maxTextChars());
        MemoryEntry updated = database.run(connection -> {
            long revision = MemoryTable.tick(connection);
            present(MemoryTable.find(connection, agent, entry), agent, entry);
            Optional<MemoryEntry> same = MemoryTable.same(connection, agent, checked);
            if (same.isPresent() && !same.get().id().equals(entry)) {
                throw new InvalidMemoryException("text", "entry " + same.get().id() + " has this text already");
            }
            MemoryTable.replace(connection, entry, checked, revision);
            return MemoryTable.find(connection, agent, entry).orElseThrow();
        });
        changed();
        return updated;
    }

    /**
     * Forgets an entry: its text is wiped. Forgotten again it stays as it is.
     *
     * @return the entry as it was before
     * @throws UnknownMemoryException where there is no such entry
     */
    public MemoryEntry forget(AgentKey agent, UUID entry) {
        MemoryEntry before = database.run(connection -> {
            long revision = MemoryTable.tick(connection);
            MemoryEntry found = MemoryTable.find(connection, agent, entry)
                    .orElseThrow(() -> new UnknownMemoryException(agent, entry));
            if (found.forgotten() == null) {
                MemoryTable.forget(connection, entry, revision);
            }
            return found;
        });
        changed();
        return before;
    }

    /** Forgets all entries from a source; gives their number. */
    public int forgetSource(AgentKey agent, String source) {
        return forgetBy(agent, "source_hash", MemoryText.sha256(source));
    }

    /** Forgets all entries from a conversation; gives their number. */
    public int forgetConversation(AgentKey agent, String conversation) {
        return forgetBy(agent, "conversation", conversation);
    }

    /** Forgets all entries of an agent; gives their number. */
    public int forgetAll(AgentKey agent) {
        return forgetBy(agent, "agent", agent.id());
    }

    /** How far the search index has come. */
    public IndexStatus index() {
        return follower.status();
    }

    private int forgetBy(AgentKey agent, String column, Object value) {
        int count = database.run(connection -> {
            long revision = MemoryTable.tick(connection);
            List<MemoryEntry> found = MemoryTable.by(connection, agent, column, value);
            for (MemoryEntry entry : found) {
                MemoryTable.forget(connection, entry.id(), revision);
                revision = MemoryTable.tick(connection);
            }
            return found.size();
        });
        changed();
        return count;
    }

    /** Tells the index of this node and of the others. What is lost here is found by their next look. */
    void changed() {
        follower.wake();
        exchange.announce(TOPIC, "");
    }

    private NewMemory checked(NewMemory memory) {
        String source =
                memory.source() == null ? null : MemoryText.check("source", memory.source(), settings.maxTextChars());
        return new NewMemory(
                MemoryText.check("text", memory.text(), settings.maxTextChars()),
                source,
                memory.kind(),
                memory.trust(),
                memory.conversation(),
                memory.message(),
                memory.supersedes());
    }

    private void checkHour(AgentKey agent) {
        long count = exchange.count("notes:" + agent.tenant() + "/" + agent.id(), HOUR);
        if (count > settings.notesPerAgentPerHour()) {
            throw new MemoryQuotaException(
                    "quota_notes_per_hour",
                    "agent '%s' was given %d notes in the last hour; at most %d"
                            .formatted(agent.id(), count, settings.notesPerAgentPerHour()),
                    (int) HOUR.toSeconds());
        }
    }

    private void checkRoom(long count, AgentKey agent) {
        if (count > settings.entriesPerAgent()) {
            throw new MemoryQuotaException(
                    "quota_entries_per_agent",
                    "agent '%s' holds %d entries; at most %d. Forget some"
                            .formatted(agent.id(), count - 1, settings.entriesPerAgent()),
                    0);
        }
    }

    private static void present(Optional<MemoryEntry> found, AgentKey agent, UUID entry) {
        found.filter(MemoryEntry::live).orElseThrow(() -> new UnknownMemoryException(agent, entry));
    }

    private List<MemoryHit> entries(AgentKey agent, List<MemoryIndex.Ranked> ranked, int limit, MemoryFilter filter) {
        List<UUID> ids = ranked.stream().map(MemoryIndex.Ranked::id).toList();
        Map<UUID, MemoryEntry> rows = database.run(connection -> MemoryTable.all(connection, agent, ids)).stream()
                .collect(Collectors.toMap(MemoryEntry::id, Function.identity()));
        List<MemoryHit> hits = new ArrayList<>();
        for (MemoryIndex.Ranked next : ranked) {
            MemoryEntry entry = rows.get(next.id());
            if (hits.size() < limit && entry != null && filter.admits(entry)) {
                hits.add(new MemoryHit(entry, next.score()));
            }
        }
        return hits;
    }
}
