package dev.autodidact.web;

import dev.autodidact.memory.TextEmbedder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;

/** Lengthens conversations on PostgreSQL as many turns would, with random vectors for what was said, and counts rows. */
@ApplicationScoped
class LongConversations {

    private static final int DIMENSIONS = 384;

    @Inject
    DataSource database;

    @Inject
    TextEmbedder embedder;

    /** Adds turns of two messages, each remembered. */
    @Transactional
    void fill(String agent, String conversation, int turns) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            String here = " from conversation c, generate_series(0, %d) g where c.agent = '%s' and c.name = '%s'";
            statement.execute("insert into message (id, conversation_id, position, role, content, created)"
                    + " select gen_random_uuid(), c.id, c.messages + g,"
                    + " case when g % 2 = 0 then 'USER' else 'ASSISTANT' end, 'Word ' || g || ' of a long talk.', now()"
                    + here.formatted(2 * turns - 1, agent, conversation));
            statement.execute("insert into memory_entry (id, tenant, agent, revision, text, text_hash, kind, trust,"
                    + " conversation, seen, uses, created) select gen_random_uuid(), c.tenant, c.agent, k.revision + g + 1,"
                    + " 'Word ' || c.messages + 2 * g || ' of a long talk.', 'test ' || c.messages + 2 * g, 'EPISODE',"
                    + " 'USER', c.name, 1, 0, now()"
                    + here.formatted(turns - 1, agent, conversation).replace(" where", ", memory_clock k where"));
            remember(connection, agent);
            statement.execute("update memory_clock set revision = (select max(revision) from memory_entry)");
            statement.execute("update conversation set messages = messages + %d where agent = '%s' and name = '%s'"
                    .formatted(2 * turns, agent, conversation));
            statement.execute("analyze message");
        }
    }

    private void remember(Connection connection, String agent) throws SQLException {
        Random random = new Random(7);
        try (Statement statement = connection.createStatement();
                ResultSet entries =
                        statement.executeQuery("select e.id from memory_entry e left join memory_embedding m"
                                + " on m.entry = e.id where m.entry is null and e.text_hash like 'test %' and e.agent = '"
                                + agent
                                + "'");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into memory_embedding (entry, model, vector) values (?, ?, ?)")) {
            while (entries.next()) {
                insert.setObject(1, entries.getObject(1, UUID.class));
                insert.setString(2, embedder.id());
                insert.setBytes(3, vector(random));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static byte[] vector(Random random) {
        float[] vector = new float[DIMENSIONS];
        double norm = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
            norm += vector[i] * vector[i];
        }
        ByteBuffer bytes = ByteBuffer.allocate(DIMENSIONS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float x : vector) {
            bytes.putFloat((float) (x / Math.sqrt(norm)));
        }
        return bytes.array();
    }

    /** Rows of messages and conversations that the running transaction has read so far. */
    long rowsRead() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))"
                        + " from pg_stat_xact_user_tables where relname in ('message', 'conversation')")) {
            row.next();
            return row.getLong(1);
        }
    }
}
