package dev.autodidact.memory;

import java.nio.file.Path;
import org.h2.jdbcx.JdbcConnectionPool;

/** The process that the kill test kills: writes notes and says {@code ACK i microseconds} after each. */
final class KilledWriter {

    private KilledWriter() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        int from = Integer.parseInt(arguments[1]);
        JdbcConnectionPool source = Rig.h2(home);
        if (from == 0) {
            Rig.migrate(source);
        }
        Rig rig = new Rig(source, home);
        for (int i = from; ; i++) {
            long start = System.nanoTime();
            rig.store.add(AgentKey.of("ada"), NewMemory.note("Note number " + i, MemoryTrust.USER));
            System.out.println("ACK " + i + " " + (System.nanoTime() - start) / 1_000);
        }
    }
}
