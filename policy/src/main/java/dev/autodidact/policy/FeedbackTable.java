package dev.autodidact.policy;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * People's judgements in the database. A judgement becomes the reward of the answer's turn, and of the self-edits in the
 * adapter that gave the answer, in equal shares.
 */
@ApplicationScoped
public class FeedbackTable {
    private final DataSource source;

    /** @param source the application's database */
    public FeedbackTable(DataSource source) {
        this.source = source;
    }

    /**
     * Stores a judgement and its credits in one transaction; a later one on the same message takes the place of the first.
     *
     * @return empty where the agent has no answer of this id
     */
    public Optional<Feedback> add(AgentKey agent, UUID message, int score, String correction) {
        if (score != 1 && score != -1) {
            throw new IllegalArgumentException("score is " + score + ", allowed 1 and -1");
        }
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Optional<Feedback> stored = add(connection, agent, message, score, correction);
                connection.commit();
                return stored;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database refused: " + e.getMessage(), e);
        }
    }

    private static Optional<Feedback> add(
            Connection connection, AgentKey agent, UUID message, int score, String correction) throws SQLException {
        String adapter;
        try (PreparedStatement find = statement(
                        connection,
                        "select m.adapter from message m join conversation c on c.id = m.conversation_id"
                                + " where m.id = ? and m.role = 'ASSISTANT' and c.tenant = ? and c.agent = ?",
                        message,
                        agent.tenant(),
                        agent.id());
                ResultSet row = find.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            adapter = row.getString(1);
        }
        run(
                connection,
                "delete from policy_credit where feedback in (select id from policy_feedback where message = ?)",
                message);
        run(connection, "delete from policy_feedback where message = ?", message);
        UUID id = UUID.randomUUID();
        Instant now = Instant.now();
        run(
                connection,
                "insert into policy_feedback (id, tenant, agent, message, score, correction, created)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                id,
                agent.tenant(),
                agent.id(),
                message,
                score,
                correction,
                Timestamp.from(now));
        List<Feedback.Credit> credits = new ArrayList<>();
        credits.add(new Feedback.Credit("turn", message, score));
        Set<UUID> items = items(connection, agent, adapter);
        items.forEach(i -> credits.add(new Feedback.Credit("item", i, (double) score / items.size())));
        for (Feedback.Credit credit : credits) {
            run(
                    connection,
                    "insert into policy_credit (feedback, kind, target, reward) values (?, ?, ?, ?)",
                    id,
                    credit.kind(),
                    credit.target(),
                    credit.reward());
        }
        return Optional.of(new Feedback(id, message, score, correction, now, credits));
    }

    /** The items that an adapter version and those before it took in. */
    private static Set<UUID> items(Connection connection, AgentKey agent, String version) throws SQLException {
        Set<UUID> items = new HashSet<>();
        Set<String> seen = new HashSet<>();
        String at = version;
        while (at != null && seen.add(at)) {
            try (PreparedStatement find = statement(
                            connection,
                            "select parent, item from adapter_version where tenant = ? and agent = ? and version = ?",
                            agent.tenant(),
                            agent.id(),
                            at);
                    ResultSet row = find.executeQuery()) {
                if (!row.next()) {
                    break;
                }
                at = row.getString(1);
                UUID item = row.getObject(2, UUID.class);
                if (item != null) {
                    items.add(item);
                }
            }
        }
        return items;
    }

    private static PreparedStatement statement(Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static void run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = statement(connection, sql, values)) {
            statement.executeUpdate();
        }
    }
}
