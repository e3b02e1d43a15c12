package dev.autodidact.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.memory.Database;
import dev.autodidact.memory.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

    static final int DEAD_SECONDS = 60;
    private static final String FREE =
            "where state in ('QUEUED', 'RUNNING') and (worker is null or worker = ? or seen < current_timestamp - interval '"
                    + DEAD_SECONDS + "' second) order by ordinal";

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

    /** Whether there is a run that this worker may take up. */
    boolean free(String worker) {
        return !runs(FREE, 1, worker).isEmpty();
    }

    /**
     * Takes up the oldest run that has not ended and that nobody works at: a waiting one, one that this worker had in hand
     * when its process died, or one of a worker that has been silent for {@value #DEAD_SECONDS} seconds. Of several that
     * ask at once exactly one gets it.
     */
    Optional<PolicyRun> claim(String worker) {
        while (true) {
            Optional<PolicyRun> free = runs(FREE, 1, worker).stream().findFirst();
            if (free.isEmpty()) {
                return free;
            }
            int taken = update(
                    "update policy_run set state = 'RUNNING', worker = ?, seen = current_timestamp, attempt = attempt + 1"
                            + " where id = ? and attempt = ? and state in ('QUEUED', 'RUNNING')",
                    worker,
                    free.get().id(),
                    free.get().attempt());
            if (taken > 0) {
                return Optional.of(get(free.get().id()));
            }
        }
    }

    /** Says that its worker is alive. */
    void beat(PolicyRun run) {
        change(run, "seen = current_timestamp");
    }

    /** Gives a run back that has not ended, so that any node may go on with it. */
    void release(PolicyRun run) {
        change(run, "worker = null");
    }

    /** One run. */
    public PolicyRun get(UUID id) {
        return runs("where id = ?", 1, id).stream().findFirst().orElseThrow(() -> new UnknownRunException(id));
    }

    /** The last runs, the newest first. */
    public List<PolicyRun> last(int count) {
        return runs("order by ordinal desc", count);
    }

    void phase(PolicyRun run, String phase) {
        change(run, "phase = ?, state = 'RUNNING'", phase);
    }

    void before(PolicyRun run, HeldOut heldOut) {
        change(run, "before = ?", json(heldOut));
    }

    /** A checkpoint: the round's report and the policy after it, together. */
    void round(PolicyRun run, RoundReport report) {
        database.run(connection -> {
            change(connection, run, "round = ?, adapter = ?", report.round(), report.policy());
            return Sql.update(
                    connection,
                    "insert into policy_round (run, round, report, adapter) values (?, ?, ?, ?)",
                    run.id(),
                    report.round(),
                    json(report),
                    report.policy());
        });
    }

    /** Ends a run; one that is promoted becomes the newest policy version, and is served, in the same transaction. */
    void end(PolicyRun run, RunState state, HeldOut after, String reason) {
        database.run(connection -> {
            change(
                    connection,
                    run,
                    "state = ?, after = ?, reason = ?, phase = null, finished = ?",
                    state.name(),
                    after == null ? null : json(after),
                    reason,
                    Timestamp.from(Instant.now()));
            if (state == RunState.PROMOTED) {
                PolicyVersions.promote(connection, run, reason);
            }
            return null;
        });
    }

    private void change(PolicyRun run, String columns, Object... values) {
        database.run(connection -> {
            change(connection, run, columns, values);
            return null;
        });
    }

    /** @throws LostRunException where another start of the run has taken this one's place, or it has ended */
    private static void change(Connection connection, PolicyRun run, String columns, Object... values)
            throws SQLException {
        List<Object> all = new ArrayList<>(Arrays.asList(values));
        all.add(run.id());
        all.add(run.attempt());
        int rows = Sql.update(
                connection,
                "update policy_run set " + columns + " where id = ? and attempt = ? and state in ('QUEUED', 'RUNNING')",
                all.toArray());
        if (rows == 0) {
            throw new LostRunException(run.id(), run.attempt());
        }
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
                r.getString("worker"),
                r.getInt("attempt"),
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
