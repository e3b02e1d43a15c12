package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that remembers is killed with SIGKILL at random moments. {@code -Dautodidact.notes=10000} for more than the 600
 * notes of a build.
 */
class KillTest {

    private static final int NOTES = Integer.getInteger("autodidact.notes", 600);
    private static final int KILLS = 4;

    @TempDir
    Path home;

    @Test
    void noAcknowledgedNoteIsLost() throws Exception {
        Random random = new Random(3);
        Set<Integer> acknowledged = new HashSet<>();
        List<Integer> micros = new ArrayList<>();
        int next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int until = NOTES * (kill + 1) / KILLS + random.nextInt(20);
            Process writer = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledWriter.class.getName(),
                            home.toString(),
                            Integer.toString(next))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = writer.inputReader()) {
                String line;
                while ((line = lines.readLine()) != null) {
                    if (line.startsWith("ACK ")) {
                        String[] parts = line.split(" ");
                        next = Integer.parseInt(parts[1]) + 1;
                        acknowledged.add(next - 1);
                        micros.add(Integer.parseInt(parts[2]));
                    }
                    if (next >= until && writer.isAlive()) {
                        // the process itself would close its output, where acknowledgements still lie
                        writer.toHandle().destroyForcibly();
                    }
                }
            }
            writer.waitFor();
        }
        JdbcConnectionPool source = Rig.h2(home);
        try (Rig rig = new Rig(source, home)) {
            Set<String> kept = rig.store.newest(AgentKey.of("ada"), 1_000_000).stream()
                    .map(MemoryEntry::text)
                    .collect(Collectors.toSet());
            assertThat(acknowledged)
                    .hasSizeGreaterThanOrEqualTo(NOTES)
                    .allMatch(i -> kept.contains("Note number " + i));
            assertThat(rig.store.search(AgentKey.of("ada"), "Note number " + (next - 1), 1, MemoryFilter.ALL))
                    .hasSize(1);
        } finally {
            source.dispose();
        }
        Collections.sort(micros);
        System.out.printf(
                "memory: %d notes acknowledged, %d kills, 0 lost; a write p50 %d us, p99 %d us%n",
                acknowledged.size(), KILLS, micros.get(micros.size() / 2), micros.get(micros.size() * 99 / 100));
    }
}
