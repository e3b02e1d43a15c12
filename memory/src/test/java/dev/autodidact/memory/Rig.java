package dev.autodidact.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The memory of one node on a real database, without a container. */
final class Rig implements AutoCloseable {

    final Database database;
    final IndexFollower follower;
    final MemoryStore store;
    private final NodeExchange exchange;

    Rig(DataSource source, Path home, NodeExchange exchange, Map<String, Object> settings) {
        this(source, home, exchange, settings, new WordEmbedder());
    }

    Rig(DataSource source, Path home, NodeExchange exchange, Map<String, Object> settings, TextEmbedder embedder) {
        this.database = new PooledDatabase(source);
        this.exchange = exchange;
        // a slow machine may take its time: no search goes by an index that lags behind
        Map<String, Object> patient = new HashMap<>(Map.of("freshness", Duration.ofMinutes(2)));
        patient.putAll(settings);
        MemorySettings known = Defaults.of(MemorySettings.class, patient);
        this.follower = new IndexFollower(database, embedder, known, home);
        this.store = new MemoryStore(database, follower, embedder, exchange, known);
        exchange.listen(MemoryStore.TOPIC, text -> follower.wake());
        follower.start();
    }

    Rig(DataSource source, Path home) {
        this(source, home, new LocalExchange(), Map.of());
    }

    /** An H2 file with the durability of the application's. */
    static JdbcConnectionPool h2(Path home) {
        return JdbcConnectionPool.create(
                "jdbc:h2:file:" + home.resolve("db").toAbsolutePath()
                        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                "sa",
                "");
    }

    /** Makes the tables with the application's own migrations. */
    static void migrate(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String script : new String[] {"V100__conversations.sql", "V110__memory.sql"}) {
                statement.execute(read(script));
            }
        }
    }

    private static String read(String script) {
        try (var in = Rig.class.getResourceAsStream("/db/migration/" + script)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        follower.stop();
        exchange.close();
    }
}
