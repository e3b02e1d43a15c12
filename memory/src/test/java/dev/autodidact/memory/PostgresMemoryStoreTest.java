package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same on a real PostgreSQL server, with the same migrations. */
class PostgresMemoryStoreTest implements MemoryStoreContract {

    private static EmbeddedPostgres server;

    @TempDir
    Path home;

    private DataSource source;
    private Rig rig;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("drop schema public cascade");
            statement.execute("create schema public");
        }
        source = server.getPostgresDatabase();
        Rig.migrate(source);
        rig = new Rig(source, home);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Override
    public Rig rig() {
        return rig;
    }

    @Test
    void whatOneNodeRemembersAnotherFinds() {
        try (Rig other = new Rig(
                source, home.resolve("other"), new LocalExchange(), Map.of("poll", java.time.Duration.ofMillis(100)))) {
            rig.store.add(ADA, NewMemory.note("The door code is 4711.", MemoryTrust.USER));
            assertThat(other.store.search(ADA, "door code", 5, MemoryFilter.ALL))
                    .extracting(hit -> hit.entry().text())
                    .containsExactly("The door code is 4711.");
            List<MemoryEntry> entries = rig.store.newest(ADA, 5);
            rig.store.forget(ADA, entries.getFirst().id());
            assertThat(other.store.search(ADA, "door code", 5, MemoryFilter.ALL))
                    .isEmpty();
        }
    }
}
