package dev.autodidact.bench;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * What memory costs, by HTTP against the packaged application on its embedded database: {@code MemoryBench resultsFolder
 * quarkus-run.jar [notes] [turns of the long conversation] [turns measured]}. A note's acknowledgement; and a turn's own time,
 * that is without the model's, in conversations of ten turns, of two hundred and in a long one. Conversations are put into the database
 * between two runs of the application; each tenth turn says something that is remembered.
 */
public final class MemoryBench {
    private static final int WARM = 300;
    private static final int SHORT = 10;

    /** Beyond the window as the long one: what a turn takes more there hangs on the length. */
    private static final int CUT = 200;

    private static final String AGENT = "bench";

    private final Report report;
    private final Path jar;

    private MemoryBench(Report report, Path jar) {
        this.report = report;
        this.jar = jar;
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        int notes = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
        int turns = args.length > 3 ? Integer.parseInt(args[3]) : 10_000;
        int measured = args.length > 4 ? Integer.parseInt(args[4]) : 300;
        Report report = new Report("memory", 0);
        MemoryBench bench = new MemoryBench(report, Path.of(args[1]));
        Path home;
        try (RunningApplication application = RunningApplication.start(bench.jar)) {
            home = application.home();
            JsonObject agent = new JsonObject();
            agent.addProperty("id", AGENT);
            application.post("/api/agents", agent);
            bench.notes(application, notes);
        }
        bench.fill(home, turns, measured);
        // one token an answer: the model's time is taken off, and the rest does not hang on it
        try (RunningApplication application =
                RunningApplication.start(bench.jar, home, "-Dautodidact.chat.max-tokens=1")) {
            bench.turns(application, "warming up", "warm ", measured);
            bench.turns(application, "turn of a conversation of " + SHORT, "short ", measured);
            bench.turns(application, "turn of a conversation of " + CUT, "cut", measured);
            bench.turns(application, "turn of a conversation of " + turns, "long", measured);
        }
        report.write(Path.of(args[0]));
    }

    private void notes(RunningApplication application, int count) throws IOException, InterruptedException {
        double[] ms = new double[count];
        for (int i = -WARM; i < count; i++) {
            JsonObject note = new JsonObject();
            note.addProperty("text", "Parcel " + i + " lies on shelf " + (i * 37 % 1_000) + " of the long corridor.");
            long start = System.nanoTime();
            application.post("/api/agents/" + AGENT + "/memory", note);
            if (i >= 0) {
                ms[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        times("a note acknowledged, by HTTP", ms, "p99 <= 10");
        times("a note acknowledged, by HTTP, second half", Arrays.copyOfRange(ms, count / 2, count), "p99 <= 10");
        // the index is brought up to date before the next part
        application.get("/api/agents/" + AGENT + "/memory?query=parcel");
    }

    private void turns(RunningApplication application, String label, String conversation, int count)
            throws IOException, InterruptedException {
        double[] own = new double[count];
        double[] whole = new double[count];
        for (int i = 0; i < count; i++) {
            JsonObject turn = new JsonObject();
            turn.addProperty("conversation", conversation.endsWith(" ") ? conversation + i : conversation);
            turn.addProperty("message", "What did the postman say about parcel " + 7 * i + "?");
            double model = generationMs(application);
            long start = System.nanoTime();
            application.post("/api/agents/" + AGENT + "/chat", turn);
            whole[i] = (System.nanoTime() - start) / 1e6;
            own[i] = whole[i] - (generationMs(application) - model);
        }
        times(label + ", without the model", own, "");
        times(label + ", with one token of the model", whole, "");
    }

    /** The model's time so far. */
    private static double generationMs(RunningApplication application) throws IOException, InterruptedException {
        return application
                        .text("/q/metrics")
                        .lines()
                        .filter(line -> line.startsWith("autodidact_generation_seconds_sum"))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum()
                * 1_000;
    }

    private void fill(Path home, int turns, int measured) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:h2:file:" + home.resolve("db/autodidact")
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                "autodidact",
                "autodidact")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < measured; i++) {
                fill(connection, "warm " + i, SHORT, i);
                fill(connection, "short " + i, SHORT, i);
            }
            fill(connection, "cut", CUT, measured);
            fill(connection, "long", turns, measured + 1);
            try (Statement clock = connection.createStatement()) {
                clock.execute("update memory_clock set revision = (select max(revision) from memory_entry)");
            }
            connection.commit();
        }
    }

    private static void fill(Connection connection, String name, int turns, int number) throws SQLException {
        UUID id = UUID.randomUUID();
        Timestamp now = Timestamp.from(Instant.now());
        try (PreparedStatement conversation = connection.prepareStatement(
                        "insert into conversation (id, tenant, agent, name, created, messages) values (?, 'default', '"
                                + AGENT + "', ?, ?, ?)");
                PreparedStatement message = connection.prepareStatement(
                        "insert into message (id, conversation_id, position, role, content, created) values (?, ?, ?, ?, ?, ?)");
                PreparedStatement entry = connection.prepareStatement(
                        "insert into memory_entry (id, tenant, agent, revision, text, text_hash, kind, trust, conversation,"
                                + " message, seen, uses, created) values (?, 'default', '" + AGENT
                                + "', (select max(revision) + 1 from memory_entry), ?, ?, 'EPISODE', 'USER', ?, ?, 1, 0, ?)")) {
            conversation.setObject(1, id);
            conversation.setString(2, name);
            conversation.setTimestamp(3, now);
            conversation.setInt(4, 2 * turns);
            conversation.executeUpdate();
            for (int i = 0; i < 2 * turns; i++) {
                UUID of = UUID.randomUUID();
                String text = i % 20 == 0
                        ? "Number " + i + " of talk " + number + " went to the postman in the corridor."
                        : i % 2 == 0
                                ? "And what else is there to say about number " + i + "?"
                                : "Nothing, I am afraid.";
                message.setObject(1, of);
                message.setObject(2, id);
                message.setInt(3, i);
                message.setString(4, i % 2 == 0 ? "USER" : "ASSISTANT");
                message.setString(5, text);
                message.setTimestamp(6, now);
                message.addBatch();
                if (i % 20 == 0) {
                    entry.setObject(1, UUID.randomUUID());
                    entry.setString(2, text);
                    entry.setString(3, name + " " + i);
                    entry.setString(4, name);
                    entry.setObject(5, of);
                    entry.setTimestamp(6, now);
                    entry.executeUpdate();
                }
            }
            message.executeBatch();
        }
    }

    private void times(String label, double[] ms, String target) {
        double[] sorted = ms.clone();
        Arrays.sort(sorted);
        report.number(label + ", p50", sorted[sorted.length / 2], "ms", "");
        report.number(label + ", p99", sorted[sorted.length * 99 / 100], "ms", target);
        report.number(label + ", n", sorted.length, "", "");
    }
}
