package dev.autodidact.policy;

import dev.autodidact.memory.Database;
import dev.autodidact.memory.Sql;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.EditPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The promoted policies and which of them is served. A promotion serves its policy; a person may switch. */
@ApplicationScoped
public class PolicyVersions implements EditPolicy {
    /** Folder of the policies' files in the data folder. */
    static final String FOLDER = "policy";

    private static final int LISTED = 200;
    private static final String SELECT =
            "select v.*, s.version as chosen from policy_version v left join policy_served s on s.version = v.ordinal ";

    private final Database database;
    private final AdapterStore store;

    /** @param adapters the application's adapters, beside which the policies lie */
    @Inject
    public PolicyVersions(Database database, AdapterStore adapters) {
        this.database = database;
        this.store = adapters.beside(FOLDER);
    }

    /** All of them, the newest first. */
    public List<PolicyVersion> list() {
        return read("order by v.ordinal desc", LISTED);
    }

    /** The policy that a run has promoted, if it has. */
    public Optional<PolicyVersion> of(UUID run) {
        return read("where v.run = ?", 1, run).stream().findFirst();
    }

    @Override
    public Optional<String> served(String baseHash) {
        return read("where v.base_hash = ? and s.version = v.ordinal", 1, baseHash).stream()
                .map(PolicyVersion::version)
                .findFirst();
    }

    @Override
    public byte[] load(String version) throws IOException {
        return store.load(version);
    }

    @Override
    public void count(String version, boolean written) {
        String column = written ? "written" : "missed";
        database.run(connection -> Sql.update(
                connection,
                "update policy_version set " + column + " = " + column + " + 1 where ordinal in"
                        + " (select version from policy_served) and adapter = ?",
                version));
    }

    /**
     * From now on this version writes.
     *
     * @throws UnknownPolicyException where none of this name was promoted for this base
     * @throws IOException where its file is missing or broken; nothing is changed
     */
    public PolicyVersion serve(String baseHash, String version) throws IOException {
        Long ordinal = database.run(connection -> newest(connection, baseHash, version));
        if (ordinal == null) {
            throw new UnknownPolicyException(version, baseHash);
        }
        store.load(version);
        database.run(connection -> serve(connection, baseHash, ordinal));
        return read("where v.ordinal = ?", 1, ordinal).getFirst();
    }

    private static Long newest(Connection connection, String baseHash, String version) throws SQLException {
        return Sql.query(
                        connection,
                        "select ordinal from policy_version where base_hash = ? and adapter = ? order by ordinal desc",
                        1,
                        row -> row.getLong(1),
                        baseHash,
                        version)
                .stream()
                .findFirst()
                .orElse(null);
    }

    /** What a rollback has done: what wrote before and what writes now, null for the model by itself. */
    public record Rollback(String before, String now) {}

    /**
     * The policy that was promoted before the served one writes again, or none.
     *
     * @return empty where none is served
     */
    public Optional<Rollback> rollback(String baseHash) {
        return database.run(connection -> {
            List<Long> chosen = Sql.query(
                    connection,
                    "select version from policy_served where base_hash = ? and version is not null for update",
                    1,
                    row -> row.getLong(1),
                    baseHash);
            if (chosen.isEmpty()) {
                return Optional.empty();
            }
            String before = adapter(connection, chosen.getFirst());
            Long earlier = Sql.query(
                            connection,
                            "select ordinal from policy_version where base_hash = ? and ordinal < ? and adapter <> ?"
                                    + " order by ordinal desc",
                            1,
                            row -> row.getLong(1),
                            baseHash,
                            chosen.getFirst(),
                            before)
                    .stream()
                    .findFirst()
                    .orElse(null);
            serve(connection, baseHash, earlier);
            return Optional.of(new Rollback(before, earlier == null ? null : adapter(connection, earlier)));
        });
    }

    private static String adapter(Connection connection, long ordinal) throws SQLException {
        return Sql.query(
                        connection,
                        "select adapter from policy_version where ordinal = ?",
                        1,
                        row -> row.getString(1),
                        ordinal)
                .getFirst();
    }

    /** Stores a promotion and serves it; part of the caller's transaction. */
    static void promote(Connection connection, PolicyRun run, String verdict) throws SQLException {
        Sql.update(
                connection,
                "insert into policy_version (run, adapter, base_hash, verdict, created) values (?, ?, ?, ?, ?)",
                run.id(),
                run.adapter(),
                run.baseHash(),
                verdict,
                Timestamp.from(Instant.now()));
        serve(connection, run.baseHash(), newest(connection, run.baseHash(), run.adapter()));
    }

    private static int serve(Connection connection, String baseHash, Long ordinal) throws SQLException {
        Timestamp now = Timestamp.from(Instant.now());
        int changed = Sql.update(
                connection,
                "update policy_served set version = ?, changed = ? where base_hash = ?",
                ordinal,
                now,
                baseHash);
        return changed > 0
                ? changed
                : Sql.update(
                        connection,
                        "insert into policy_served (base_hash, version, changed) values (?, ?, ?)",
                        baseHash,
                        ordinal,
                        now);
    }

    private List<PolicyVersion> read(String where, int most, Object... values) {
        return database.run(connection -> Sql.query(
                connection,
                SELECT + where,
                most,
                row -> new PolicyVersion(
                        row.getString("adapter"),
                        row.getObject("run", UUID.class),
                        row.getString("base_hash"),
                        row.getString("verdict"),
                        row.getTimestamp("created").toInstant(),
                        row.getObject("chosen") != null,
                        row.getLong("written"),
                        row.getLong("missed")),
                values));
    }
}
