package dev.autodidact.memory;

import java.nio.file.Path;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class H2MemoryStoreTest implements MemoryStoreContract {

    @TempDir
    Path home;

    private JdbcConnectionPool source;
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        source = Rig.h2(home);
        Rig.migrate(source);
        rig = new Rig(source, home);
    }

    @AfterEach
    void close() {
        rig.close();
        source.dispose();
    }

    @Override
    public Rig rig() {
        return rig;
    }
}
