package dev.autodidact.memory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The conversations of all agents, message by message. A message is durable when {@link #append} returns; the history is
 * append-only and numbered without gaps, so that it can be read again exactly as the model saw it.
 */
@ApplicationScoped
public class ChatHistory {

    private final EntityManager entities;
    private final MemoryStore memory;
    private final HistoryCopies copies;

    ChatHistory(EntityManager entities, MemoryStore memory, HistoryCopies copies) {
        this.entities = entities;
        this.memory = memory;
        this.copies = copies;
    }

    /**
     * What is to be stored of a new message; see {@link StoredMessage} for the parts.
     *
     * @param role who speaks
     * @param content the text
     * @param toolName the tool that answers, or null
     * @param adapter the adapter version that wrote it, or null
     */
    public record Entry(StoredMessage.Role role, String content, String toolName, String adapter) {

        /** A person's message. */
        public static Entry user(String content) {
            return new Entry(StoredMessage.Role.USER, content, null, null);
        }

        /** What the model wrote, calls included, with the adapter version it wrote it with. */
        public static Entry assistant(String content, String adapter) {
            return new Entry(StoredMessage.Role.ASSISTANT, content, null, adapter);
        }

        /** What a tool answered. */
        public static Entry tool(String toolName, String content) {
            return new Entry(StoredMessage.Role.TOOL, content, toolName, null);
        }
    }

    /**
     * Stores a message at the end of the conversation, which is created with its first message. What a person says becomes
     * an entry of the memory in the same transaction; what tools and models say does not, since that may be recalled text.
     */
    @Transactional
    public StoredMessage append(AgentKey agent, String conversation, Entry entry) {
        ConversationEntity owner =
                find(agent, conversation, LockModeType.PESSIMISTIC_WRITE).orElseGet(() -> create(agent, conversation));
        MessageEntity message = new MessageEntity();
        message.id = UUID.randomUUID();
        message.conversationId = owner.id;
        message.position = owner.messages++;
        message.role = entry.role();
        message.content = entry.content();
        message.toolName = entry.toolName();
        message.adapter = entry.adapter();
        message.created = Instant.now();
        entities.persist(message);
        if (entry.role() == StoredMessage.Role.USER) {
            memory.observe(agent, conversation, message.id, entry.content());
        }
        return message.view();
    }

    /** The last {@code limit} messages in order; none for a conversation that does not exist. */
    @Transactional
    public List<StoredMessage> last(AgentKey agent, String conversation, int limit) {
        Optional<ConversationEntity> owner = find(agent, conversation, LockModeType.NONE);
        if (owner.isEmpty()) {
            return List.of();
        }
        UUID id = owner.get().id;
        int from = Math.max(0, owner.get().messages - limit);
        List<StoredMessage> copy = copies.find(id, from);
        // the copy's last message is read again: whether it is this history's
        List<StoredMessage> since =
                read(id, copy.isEmpty() ? from : copy.getLast().position(), Integer.MAX_VALUE);
        boolean known = !copy.isEmpty()
                && !since.isEmpty()
                && since.getFirst().id().equals(copy.getLast().id());
        List<StoredMessage> all = new ArrayList<>(known ? copy.subList(0, copy.size() - 1) : List.of());
        all.addAll(known || copy.isEmpty() ? since : read(id, from, Integer.MAX_VALUE));
        if (!known || since.size() > 1) {
            copies.keep(id, all);
        }
        return List.copyOf(all);
    }

    /** The {@code limit} messages before this one, in order; empty where the conversation does not hold it. */
    @Transactional
    public Optional<List<StoredMessage>> before(AgentKey agent, String conversation, UUID message, int limit) {
        return find(agent, conversation, LockModeType.NONE)
                .flatMap(owner -> Optional.ofNullable(entities.find(MessageEntity.class, message))
                        .filter(found -> found.conversationId.equals(owner.id)))
                .map(found -> read(found.conversationId, found.position - limit, found.position));
    }

    /** The messages of a conversation that left the model's window: those before the position that it begins with. */
    @Transactional
    public int windowStart(AgentKey agent, String conversation) {
        return find(agent, conversation, LockModeType.NONE)
                .map(owner -> owner.windowStart)
                .orElse(0);
    }

    /** Keeps where the model's window begins. */
    @Transactional
    public void moveWindow(AgentKey agent, String conversation, int start) {
        find(agent, conversation, LockModeType.PESSIMISTIC_WRITE).ifPresent(owner -> owner.windowStart = start);
    }

    /** Of these messages those that the model's window still holds. */
    @Transactional
    public Set<UUID> inWindow(AgentKey agent, Collection<UUID> messages) {
        return messages.isEmpty()
                ? Set.of()
                : Set.copyOf(entities.createQuery("""
                        select m.id from Message m join Conversation c on m.conversationId = c.id
                        where c.tenant = :tenant and c.agent = :agent and m.id in :messages
                        and m.position >= c.windowStart""", UUID.class)
                        .setParameter("tenant", agent.tenant())
                        .setParameter("agent", agent.id())
                        .setParameter("messages", messages)
                        .getResultList());
    }

    private List<StoredMessage> read(UUID owner, int from, int to) {
        return entities.createQuery(
                        "from Message where conversationId = :owner and position >= :from and position < :to"
                                + " order by position",
                        MessageEntity.class)
                .setParameter("owner", owner)
                .setParameter("from", from)
                .setParameter("to", to)
                .getResultStream()
                .map(MessageEntity::view)
                .toList();
    }

    /** The agent's last {@code limit} conversations, newest first. */
    @Transactional
    public List<Overview> conversations(AgentKey agent, int limit) {
        return entities.createQuery("""
                        select new dev.autodidact.memory.ChatHistory$Overview(c.name, m.content, c.created)
                        from Conversation c join Message m on m.conversationId = c.id and m.position = 0
                        where c.tenant = :tenant and c.agent = :agent order by c.created desc""", Overview.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .setMaxResults(limit)
                .getResultList();
    }

    /**
     * A conversation at a glance.
     *
     * @param name its name
     * @param opening its first message
     * @param created when it began
     */
    public record Overview(String name, String opening, Instant created) {}

    /** Deletes all conversations of an agent, and what was copied of them; gives what there was. */
    @Transactional
    public Counts erase(AgentKey agent) {
        List<UUID> owners = entities.createQuery(
                        "select id from Conversation where tenant = :tenant and agent = :agent", UUID.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getResultList();
        long messages = 0;
        for (UUID owner : owners) {
            messages += entities.createQuery("delete from Message where conversationId = :owner")
                    .setParameter("owner", owner)
                    .executeUpdate();
            copies.keep(owner, List.of());
        }
        entities.createQuery("delete from Conversation where tenant = :tenant and agent = :agent")
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .executeUpdate();
        return new Counts(owners.size(), messages);
    }

    /** How many conversations and messages the agent has had. */
    @Transactional
    public Counts counts(AgentKey agent) {
        Object[] row = entities.createQuery("""
                        select count(distinct c.id), count(m.id) from Conversation c
                        left join Message m on m.conversationId = c.id
                        where c.tenant = :tenant and c.agent = :agent""", Object[].class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getSingleResult();
        return new Counts((Long) row[0], (Long) row[1]);
    }

    /**
     * Sizes of an agent's history.
     *
     * @param conversations conversations with at least one message
     * @param messages messages in all of them
     */
    public record Counts(long conversations, long messages) {}

    private Optional<ConversationEntity> find(AgentKey agent, String conversation, LockModeType lock) {
        return entities.createQuery(
                        "from Conversation where tenant = :tenant and agent = :agent and name = :name",
                        ConversationEntity.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .setParameter("name", conversation)
                .setLockMode(lock)
                .getResultStream()
                .findFirst();
    }

    private ConversationEntity create(AgentKey agent, String conversation) {
        ConversationEntity created = new ConversationEntity();
        created.id = UUID.randomUUID();
        created.tenant = agent.tenant();
        created.agent = agent.id();
        created.name = conversation;
        created.created = Instant.now();
        entities.persist(created);
        return created;
    }
}
