package dev.autodidact.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.memory.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The runs in the database. Each change is one transaction. */
@ApplicationScoped
public class RunTable {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final Database database;

    /** @param database the application's database */
    public RunTable(Database database) {
        this.database = database;
    }

    UUID add(RunSettings settings, String baseHash, Map<String, Double> judgements) {
        UUID id = UUID.randomUUID();
        update(
                "insert into policy_run (id, state, settings, base_hash, judgements, round, cancel, created)"
                        + " values (?, ?, ?, ?, ?, 0, false, ?)",
                id,
                RunState.QUEUED.name(),
                json(settings),
                baseHash,
                json(judgements),
                Timestamp.from(Instant.now()));
        return id;
    }

    /** The oldest run that has not ended. */
    Optional<PolicyRun> next() {
        return runs("where state in ('QUEUED', 'RUNNING') order by ordinal", 1).stream()
                .findFirst();
    }

    /** One run. */
    public PolicyRun get(UUID id) {
        return runs("where id = ?", 1, id).stream().findFirst().orElseThrow(() -> new UnknownRunException(id));
    }

    /** The last runs, the newest first. */
    public List<PolicyRun> last(int count) {
        return runs("order by ordinal desc", count);
    }

    void phase(UUID id, String phase) {
        update("update policy_run set phase = ?, state = 'RUNNING' where id = ?", phase, id);
    }

    void before(UUID id, HeldOut heldOut) {
        update("update policy_run set before = ? where id = ?", json(heldOut), id);
    }

    /** A checkpoint: the round's report and the policy after it, together. */
    void round(UUID id, RoundReport report) {
        database.run(connection -> {
            Sql.update(
                    connection,
                    "insert into policy_round (run, round, report, adapter) values (?, ?, ?, ?)",
                    id,
                    report.round(),
                    json(report),
                    report.policy());
            return Sql.update(
                    connection,
                    "update policy_run set round = ?, adapter = ? where id = ?",
                    report.round(),
                    report.policy(),
                    id);
        });
    }

    /** Ends a run; one that is promoted becomes the newest policy version, and is served, in the same transaction. */
    void end(PolicyRun run, RunState state, HeldOut after, String reason) {
        database.run(connection -> {
            if (state == RunState.PROMOTED) {
                PolicyVersions.promote(connection, run, reason);
            }
            return Sql.update(
                    connection,
                    "update policy_run set state = ?, after = ?, reason = ?, phase = null, finished = ? where id = ?",
                    state.name(),
                    after == null ? null : json(after),
                    reason,
                    Timestamp.from(Instant.now()),
                    run.id());
        });
    }

    boolean askToEnd(UUID id) {
        return update("update policy_run set cancel = true where id = ? and state in ('QUEUED', 'RUNNING')", id) > 0;
    }

    /** Hash of the policy that was promoted last for a base, if any. */
    public Optional<String> promoted(String baseHash) {
        return database
                .run(connection -> Sql.query(
                        connection,
                        "select adapter from policy_version where base_hash = ? order by ordinal desc",
                        1,
                        r -> r.getString(1),
                        baseHash))
                .stream()
                .findFirst();
    }

    private List<PolicyRun> runs(String where, int most, Object... values) {
        return database.run(connection -> {
            List<PolicyRun> out = new ArrayList<>();
            for (PolicyRun run :
                    Sql.query(connection, "select * from policy_run " + where, most, RunTable::read, values)) {
                out.add(run.with(Sql.query(
                        connection,
                        "select report from policy_round where run = ? order by round",
                        1000,
                        row -> parse(row.getString(1), RoundReport.class),
                        run.id())));
            }
            return out;
        });
    }

    private static PolicyRun read(ResultSet r) throws SQLException {
        Timestamp finished = r.getTimestamp("finished");
        return new PolicyRun(
                r.getObject("id", UUID.class),
                RunState.valueOf(r.getString("state")),
                parse(r.getString("settings"), RunSettings.class),
                r.getString("base_hash"),
                r.getInt("round"),
                r.getString("adapter"),
                judgements(r.getString("judgements")),
                r.getString("phase"),
                parse(r.getString("before"), HeldOut.class),
                parse(r.getString("after"), HeldOut.class),
                r.getString("reason"),
                r.getBoolean("cancel"),
                r.getTimestamp("created").toInstant(),
                finished == null ? null : finished.toInstant(),
                List.of());
    }

    private static Map<String, Double> judgements(String text) {
        Map<String, Double> out = new TreeMap<>();
        if (text != null) {
            parse(text, JsonNode.class)
                    .properties()
                    .forEach(e -> out.put(e.getKey(), e.getValue().asDouble()));
        }
        return out;
    }

    private int update(String sql, Object... values) {
        return database.run(connection -> Sql.update(connection, sql, values));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T parse(String text, Class<T> type) {
        try {
            return text == null ? null : JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getSimpleName() + " cannot be read: " + text, e);
        }
    }
}
