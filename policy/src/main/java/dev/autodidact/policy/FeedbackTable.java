package dev.autodidact.policy;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Database;
import dev.autodidact.memory.PooledDatabase;
import dev.autodidact.sft.Ledger;
import dev.autodidact.sft.LedgerItem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/**
 * People's judgements in the database. A judgement becomes the reward of the answer's turn, and of the self-edits in the
 * adapter that gave the answer, in equal shares.
 */
@ApplicationScoped
public class FeedbackTable {
    private final Database database;
    private final BiFunction<AgentKey, String, List<UUID>> held;

    @Inject
    FeedbackTable(DataSource source, Ledger ledger) {
        this(
                new PooledDatabase(source),
                (agent, version) -> ledger.learnedBy(agent, version).stream()
                        .map(LedgerItem::id)
                        .distinct()
                        .toList());
    }

    /** @param held the items that a version of an agent holds, with those of merged branches and of consolidations */
    FeedbackTable(Database database, BiFunction<AgentKey, String, List<UUID>> held) {
        this.database = database;
        this.held = held;
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
        Optional<Answer> answer = database.run(connection -> answer(connection, agent, message));
        // what an answer's version holds never changes, so it is read outside of the transaction
        return answer.map(a -> {
            List<UUID> items = a.adapter == null ? List.of() : held.apply(agent, a.adapter);
            return database.run(connection -> add(connection, agent, message, score, correction, items));
        });
    }

    /** An answer's version, null for the base. */
    private record Answer(String adapter) {}

    private static Optional<Answer> answer(Connection connection, AgentKey agent, UUID message) throws SQLException {
        try (PreparedStatement find = statement(
                        connection,
                        "select m.adapter from message m join conversation c on c.id = m.conversation_id"
                                + " where m.id = ? and m.role = 'ASSISTANT' and c.tenant = ? and c.agent = ?",
                        message,
                        agent.tenant(),
                        agent.id());
                ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(new Answer(row.getString(1))) : Optional.empty();
        }
    }

    private static Feedback add(
            Connection connection, AgentKey agent, UUID message, int score, String correction, List<UUID> items)
            throws SQLException {
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
        return new Feedback(id, message, score, correction, now, credits);
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
