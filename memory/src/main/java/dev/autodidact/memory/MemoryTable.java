package dev.autodidact.memory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements on the memory tables; each is for use inside a transaction. Changes take the clock's row first. */
final class MemoryTable {

    private static final String COLUMNS = "e.id, e.tenant, e.agent, e.text, e.source, e.kind, e.trust, e.conversation,"
            + " e.message, e.supersedes, e.superseded_by, e.seen, e.uses, e.created, e.last_used, e.forgotten, e.item";

    private MemoryTable() {}

    /** The database's name and how far its clock has come. */
    record Clock(UUID store, long revision) {}

    static Clock clock(Connection connection) throws SQLException {
        try (PreparedStatement ask =
                        connection.prepareStatement("select store, revision from memory_clock where id = 1");
                ResultSet row = ask.executeQuery()) {
            row.next();
            return new Clock(row.getObject(1, UUID.class), row.getLong(2));
        }
    }

    /** Holds the clock until the transaction's end and gives the next revision. */
    static long tick(Connection connection) throws SQLException {
        Sql.update(connection, "update memory_clock set revision = revision + 1 where id = 1");
        return clock(connection).revision();
    }

    /**
     * Adds an entry.
     *
     * @return false where the agent holds one of the same text
     */
    static boolean insert(Connection connection, AgentKey agent, UUID id, NewMemory memory, long revision)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into memory_entry (id, tenant, agent, revision, text, text_hash, source, source_hash, kind, trust,
                    conversation, message, supersedes, seen, uses, created)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?) on conflict do nothing""")) {
            insert.setObject(1, id);
            insert.setString(2, agent.tenant());
            insert.setString(3, agent.id());
            insert.setLong(4, revision);
            insert.setString(5, memory.text());
            insert.setString(6, MemoryText.hash(memory.text()));
            insert.setString(7, memory.source());
            insert.setString(8, memory.source() == null ? null : MemoryText.sha256(memory.source()));
            insert.setString(9, memory.kind().name());
            insert.setString(10, memory.trust().name());
            insert.setString(11, memory.conversation());
            insert.setObject(12, memory.message());
            insert.setObject(13, memory.supersedes());
            insert.setObject(14, time(Instant.now()));
            return insert.executeUpdate() == 1;
        }
    }

    /** The entry of the same text. */
    static Optional<MemoryEntry> same(Connection connection, AgentKey agent, String text) throws SQLException {
        return one(
                connection,
                "where e.tenant = ? and e.agent = ? and e.text_hash = ?",
                agent.tenant(),
                agent.id(),
                MemoryText.hash(text));
    }

    static Optional<MemoryEntry> find(Connection connection, AgentKey agent, UUID id) throws SQLException {
        return one(connection, "where e.tenant = ? and e.agent = ? and e.id = ?", agent.tenant(), agent.id(), id);
    }

    /** Entries by id, in no order; those of other agents are left out. */
    static List<MemoryEntry> all(Connection connection, AgentKey agent, Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<Object> values = new ArrayList<>(List.of(agent.tenant(), agent.id()));
        values.addAll(ids);
        return list(
                connection,
                "where e.tenant = ? and e.agent = ? and e.id in (" + marks(ids.size()) + ")",
                values.toArray());
    }

    /**
     * What is not forgotten, the newest first.
     *
     * @param filter which of it; messages are not looked at
     * @param after only what is older than this entry, or null
     */
    static List<MemoryEntry> newest(Connection connection, AgentKey agent, int limit, MemoryFilter filter, UUID after)
            throws SQLException {
        StringBuilder where = new StringBuilder("where e.tenant = ? and e.agent = ? and e.forgotten is null");
        List<Object> values = new ArrayList<>(List.of(agent.tenant(), agent.id()));
        if (filter.kind() != null) {
            where.append(" and e.kind = ?");
            values.add(filter.kind().name());
        }
        if (filter.source() != null) {
            where.append(" and e.source_hash = ?");
            values.add(MemoryText.sha256(filter.source()));
        }
        if (filter.conversation() != null) {
            where.append(" and e.conversation = ?");
            values.add(filter.conversation());
        }
        if (after != null) {
            where.append(" and (e.created, e.revision) <"
                    + " (select a.created, a.revision from memory_entry a where a.id = ?)");
            values.add(after);
        }
        where.append(" order by e.created desc, e.revision desc limit ").append(limit);
        return list(connection, where.toString(), values.toArray());
    }

    /** Entries of which one column has a value. */
    static List<MemoryEntry> by(Connection connection, AgentKey agent, String column, Object value)
            throws SQLException {
        return list(
                connection,
                "where e.tenant = ? and e.agent = ? and e.forgotten is null and e." + column
                        + " = ? order by e.revision",
                agent.tenant(),
                agent.id(),
                value);
    }

    static long count(Connection connection, AgentKey agent) throws SQLException {
        return Sql.query(
                        connection,
                        "select count(*) from memory_entry where tenant = ? and agent = ? and forgotten is null",
                        1,
                        row -> row.getLong(1),
                        agent.tenant(),
                        agent.id())
                .getFirst();
    }

    static void seenAgain(Connection connection, UUID id) throws SQLException {
        Sql.update(connection, "update memory_entry set seen = seen + 1 where id = ?", id);
    }

    static void used(Connection connection, Collection<UUID> ids) throws SQLException {
        for (UUID id : ids.stream().sorted().toList()) {
            Sql.update(
                    connection,
                    "update memory_entry set uses = uses + 1, last_used = ? where id = ?",
                    time(Instant.now()),
                    id);
        }
    }

    /** Notes that what came from a message was taught too. */
    static void taught(Connection connection, AgentKey agent, UUID message, UUID item) throws SQLException {
        Sql.update(
                connection,
                "update memory_entry set item = ? where tenant = ? and agent = ? and message = ?",
                item,
                agent.tenant(),
                agent.id(),
                message);
    }

    static void promoted(Connection connection, UUID id, UUID item) throws SQLException {
        Sql.update(connection, "update memory_entry set item = ? where id = ?", item, id);
    }

    static void superseded(Connection connection, UUID old, UUID by, long revision) throws SQLException {
        Sql.update(
                connection,
                "update memory_entry set superseded_by = ?, text_hash = null, revision = ? where id = ?",
                by,
                revision,
                old);
    }

    static void replace(Connection connection, UUID id, String text, long revision) throws SQLException {
        Sql.update(connection, "delete from memory_embedding where entry = ?", id);
        Sql.update(
                connection,
                "update memory_entry set text = ?, text_hash = ?, revision = ? where id = ?",
                text,
                MemoryText.hash(text),
                revision,
                id);
    }

    /** Leaves the skeleton, so that every node's index hears of it. */
    static void forget(Connection connection, UUID id, long revision) throws SQLException {
        Sql.update(connection, "delete from memory_embedding where entry = ?", id);
        Sql.update(
                connection,
                "update memory_entry set text = '', text_hash = null, source = null, source_hash = null,"
                        + " conversation = null, message = null, forgotten = ?, revision = ? where id = ?",
                time(Instant.now()),
                revision,
                id);
    }

    /**
     * A change that the index has to make.
     *
     * @param vector what the model of the index made of the text before, or null
     */
    record Change(long revision, MemoryEntry entry, float[] vector) {}

    /** What was changed after a revision, in order. */
    static List<Change> changes(Connection connection, long after, int limit, String model) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement("select " + COLUMNS + ", e.revision, m.vector"
                + " from memory_entry e left join memory_embedding m on m.entry = e.id and m.model = ?"
                + " where e.revision > ? order by e.revision limit " + limit)) {
            ask.setString(1, model);
            ask.setLong(2, after);
            try (ResultSet rows = ask.executeQuery()) {
                List<Change> changes = new ArrayList<>();
                while (rows.next()) {
                    byte[] bytes = rows.getBytes(19);
                    changes.add(new Change(rows.getLong(18), entry(rows), bytes == null ? null : Vectors.of(bytes)));
                }
                return changes;
            }
        }
    }

    /** Keeps vectors, so that an index can be made again without the embedding model. */
    static void keep(Connection connection, String model, List<Change> changes) throws SQLException {
        try (PreparedStatement drop = connection.prepareStatement("delete from memory_embedding where entry = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into memory_embedding (entry, model, vector) select id, ?, ? from memory_entry"
                                + " where id = ? and revision = ? on conflict do nothing")) {
            for (Change change : changes) {
                if (change.vector() == null) {
                    continue;
                }
                drop.setObject(1, change.entry().id());
                drop.addBatch();
                insert.setString(1, model);
                insert.setBytes(2, Vectors.bytes(change.vector()));
                insert.setObject(3, change.entry().id());
                insert.setLong(4, change.revision());
                insert.addBatch();
            }
            drop.executeBatch();
            insert.executeBatch();
        }
    }

    private static Optional<MemoryEntry> one(Connection connection, String where, Object... values)
            throws SQLException {
        return list(connection, where, values).stream().findFirst();
    }

    private static List<MemoryEntry> list(Connection connection, String where, Object... values) throws SQLException {
        return Sql.query(
                connection, "select " + COLUMNS + " from memory_entry e " + where, 0, MemoryTable::entry, values);
    }

    private static MemoryEntry entry(ResultSet row) throws SQLException {
        return new MemoryEntry(
                row.getObject(1, UUID.class),
                new AgentKey(row.getString(2), row.getString(3)),
                row.getString(4),
                row.getString(5),
                MemoryKind.valueOf(row.getString(6)),
                MemoryTrust.valueOf(row.getString(7)),
                row.getString(8),
                row.getObject(9, UUID.class),
                row.getObject(10, UUID.class),
                row.getObject(11, UUID.class),
                row.getInt(12),
                row.getInt(13),
                instant(row, 14),
                instant(row, 15),
                instant(row, 16),
                row.getObject(17, UUID.class));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String marks(int count) {
        return "?,".repeat(count - 1) + "?";
    }
}
