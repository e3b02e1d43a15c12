package dev.autodidact.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.memory.Database;
import dev.autodidact.memory.PooledDatabase;
import jakarta.enterprise.context.ApplicationScoped;
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
import javax.sql.DataSource;

/** The runs in the database. Each change is one transaction. */
@ApplicationScoped
public class RunTable {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final Database database;

    /** @param source the application's database */
    public RunTable(DataSource source) {
        this.database = new PooledDatabase(source);
    }

    UUID add(RunSettings settings, String baseHash) {
        UUID id = UUID.randomUUID();
        update(
                "insert into policy_run (id, state, settings, base_hash, round, cancel, created)"
                        + " values (?, ?, ?, ?, 0, false, ?)",
                id,
                RunState.QUEUED.name(),
                json(settings),
                baseHash,
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
        transaction(connection -> {
            run(
                    connection,
                    "insert into policy_round (run, round, report, adapter) values (?, ?, ?, ?)",
                    id,
                    report.round(),
                    json(report),
                    report.policy());
            run(
                    connection,
                    "update policy_run set round = ?, adapter = ? where id = ?",
                    report.round(),
                    report.policy(),
                    id);
        });
    }

    /** Ends a run; one that is promoted becomes the newest policy version in the same transaction. */
    void end(PolicyRun run, RunState state, HeldOut after, String reason) {
        transaction(connection -> {
            if (state == RunState.PROMOTED) {
                run(
                        connection,
                        "insert into policy_version (run, adapter, base_hash, verdict, created) values (?, ?, ?, ?, ?)",
                        run.id(),
                        run.adapter(),
                        run.baseHash(),
                        reason,
                        Timestamp.from(Instant.now()));
            }
            run(
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
        return query(
                        "select adapter from policy_version where base_hash = ? order by ordinal desc",
                        1,
                        r -> r.getString(1),
                        baseHash)
                .stream()
                .findFirst();
    }

    private List<PolicyRun> runs(String where, int most, Object... values) {
        return query("select * from policy_run " + where, most, this::read, values);
    }

    private PolicyRun read(ResultSet r) throws SQLException {
        UUID id = r.getObject("id", UUID.class);
        List<RoundReport> rounds = query(
                "select report from policy_round where run = ? order by round",
                1000,
                row -> parse(row.getString(1), RoundReport.class),
                id);
        Timestamp finished = r.getTimestamp("finished");
        return new PolicyRun(
                id,
                RunState.valueOf(r.getString("state")),
                parse(r.getString("settings"), RunSettings.class),
                r.getString("base_hash"),
                r.getInt("round"),
                r.getString("adapter"),
                r.getString("phase"),
                parse(r.getString("before"), HeldOut.class),
                parse(r.getString("after"), HeldOut.class),
                r.getString("reason"),
                r.getBoolean("cancel"),
                r.getTimestamp("created").toInstant(),
                finished == null ? null : finished.toInstant(),
                rounds);
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private interface Change {
        void run(Connection connection) throws SQLException;
    }

    private <T> List<T> query(String sql, int most, Row<T> row, Object... values) {
        return database.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, values);
                statement.setMaxRows(most);
                List<T> out = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        out.add(row.read(rows));
                    }
                }
                return out;
            }
        });
    }

    private int update(String sql, Object... values) {
        int[] changed = new int[1];
        transaction(connection -> changed[0] = run(connection, sql, values));
        return changed[0];
    }

    private static int run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private void transaction(Change change) {
        database.run(connection -> {
            change.run(connection);
            return null;
        });
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
