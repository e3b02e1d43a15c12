package dev.autodidact.policy;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Database;
import dev.autodidact.memory.Sql;
import dev.autodidact.sft.Ledger;
import dev.autodidact.sft.LedgerItem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * People's judgements in the database. A judgement becomes the reward of the answer's turn, and of the self-edits in the
 * adapter that gave the answer, in equal shares.
 */
@ApplicationScoped
public class FeedbackTable {
    private static final int MOST_CREDITS = 10_000;

    private final Database database;
    private final Function<AgentKey, List<LedgerItem>> taught;
    private final BiFunction<AgentKey, String, List<UUID>> held;

    @Inject
    FeedbackTable(Database database, Ledger ledger) {
        this(
                database,
                ledger::items,
                (agent, version) -> ledger.learnedBy(agent, version).stream()
                        .map(LedgerItem::id)
                        .distinct()
                        .toList());
    }

    /** @param held the items that a version of an agent holds, with those of merged branches and of consolidations */
    FeedbackTable(Database database, BiFunction<AgentKey, String, List<UUID>> held) {
        this(database, agent -> List.of(), held);
    }

    private FeedbackTable(
            Database database,
            Function<AgentKey, List<LedgerItem>> taught,
            BiFunction<AgentKey, String, List<UUID>> held) {
        this.database = database;
        this.taught = taught;
        this.held = held;
    }

    /** An answer and the adapter version that gave it, null for the bare base model. */
    private record Answer(String adapter) {}

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
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        String adapter = answer.get().adapter();
        List<UUID> items = adapter == null ? List.of() : held.apply(agent, adapter);
        return Optional.of(database.run(connection -> store(connection, agent, message, score, correction, items)));
    }

    /** An item with what it was credited with. */
    private record Judged(AgentKey agent, UUID item, double reward) {}

    /**
     * What people thought of answers, by the form of the self-edits that fed them: the sum of their credits over the sum of
     * these without sign and one more, so that a single judgement counts half. Of agents nothing but these numbers goes into
     * a policy. Only self-edits of chats count: what an operator taught has no writer.
     *
     * @return from form to -1 to 1
     */
    Map<String, Double> byForm() {
        List<Judged> judged = database.run(connection -> Sql.query(
                connection,
                "select f.tenant, f.agent, c.target, c.reward from policy_credit c"
                        + " join policy_feedback f on f.id = c.feedback where c.kind = 'item' order by f.created desc",
                MOST_CREDITS,
                row -> new Judged(
                        new AgentKey(row.getString(1), row.getString(2)),
                        row.getObject(3, UUID.class),
                        row.getDouble(4))));
        Map<AgentKey, Map<UUID, String>> forms = new HashMap<>();
        Map<String, double[]> sums = new TreeMap<>();
        for (Judged one : judged) {
            String form = forms.computeIfAbsent(one.agent(), this::forms).get(one.item());
            if (form != null) {
                double[] sum = sums.computeIfAbsent(form, f -> new double[2]);
                sum[0] += one.reward();
                sum[1] += Math.abs(one.reward());
            }
        }
        Map<String, Double> out = new TreeMap<>();
        sums.forEach((form, sum) -> out.put(form, sum[0] / (sum[1] + 1)));
        return out;
    }

    private Map<UUID, String> forms(AgentKey agent) {
        Map<UUID, String> forms = new HashMap<>();
        for (LedgerItem item : taught.apply(agent)) {
            if (item.conversation() != null && !item.rows().isEmpty()) {
                forms.put(item.id(), SelfEdit.of(item.rows()).form());
            }
        }
        return forms;
    }

    private static Optional<Answer> answer(Connection connection, AgentKey agent, UUID message) throws SQLException {
        return Sql.query(
                        connection,
                        "select m.adapter from message m join conversation c on c.id = m.conversation_id"
                                + " where m.id = ? and m.role = 'ASSISTANT' and c.tenant = ? and c.agent = ?",
                        1,
                        row -> new Answer(row.getString(1)),
                        message,
                        agent.tenant(),
                        agent.id())
                .stream()
                .findFirst();
    }

    private static Feedback store(
            Connection connection, AgentKey agent, UUID message, int score, String correction, List<UUID> items)
            throws SQLException {
        Sql.update(
                connection,
                "delete from policy_credit where feedback in (select id from policy_feedback where message = ?)",
                message);
        Sql.update(connection, "delete from policy_feedback where message = ?", message);
        UUID id = UUID.randomUUID();
        Instant now = Instant.now();
        Sql.update(
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
            Sql.update(
                    connection,
                    "insert into policy_credit (feedback, kind, target, reward) values (?, ?, ?, ?)",
                    id,
                    credit.kind(),
                    credit.target(),
                    credit.reward());
        }
        return new Feedback(id, message, score, correction, now, credits);
    }
}
