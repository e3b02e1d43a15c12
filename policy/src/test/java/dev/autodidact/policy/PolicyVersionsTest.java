package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.memory.PooledDatabase;
import dev.autodidact.memory.Sql;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.CorruptAdapterException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyVersionsTest {
    private static final String BASE = "b".repeat(64);

    @TempDir
    Path home;

    private final PooledDatabase database = new PooledDatabase(PolicyRunsTest.database());
    private final RunTable table = new RunTable(database);
    private PolicyVersions versions;
    private AdapterStore files;

    @BeforeEach
    void open() {
        AdapterStore adapters = new AdapterStore(home);
        versions = new PolicyVersions(database, adapters);
        files = adapters.beside("policy");
    }

    private String promoted(String name) throws Exception {
        String version = files.put(name.getBytes(StandardCharsets.UTF_8));
        UUID id = table.add(
                new RunSettings(null, null, null, null, null, null, null).complete(),
                BASE,
                Map.of("statements only", -0.5));
        database.run(
                connection -> Sql.update(connection, "update policy_run set adapter = ? where id = ?", version, id));
        assertThat(table.get(id).judgements()).containsExactly(Map.entry("statements only", -0.5));
        assertThat(table.get(id).settings().feedback()).isEqualTo(0.1);
        table.end(table.get(id), RunState.PROMOTED, null, "better");
        return version;
    }

    @Test
    void promotedPolicyIsServedUntilItIsRolledBackToTheOneBeforeAndToNone() throws Exception {
        assertThat(versions.served(BASE)).isEmpty();
        assertThat(versions.rollback(BASE)).isEmpty();
        String one = promoted("one");
        assertThat(versions.served(BASE)).contains(one);
        String two = promoted("two");
        assertThat(versions.served(BASE)).contains(two);
        assertThat(versions.served("c".repeat(64))).isEmpty();
        assertThat(versions.list()).extracting(PolicyVersion::version).containsExactly(two, one);
        assertThat(versions.list()).extracting(PolicyVersion::served).containsExactly(true, false);
        assertThat(versions.rollback(BASE)).contains(new PolicyVersions.Rollback(two, one));
        assertThat(versions.served(BASE)).contains(one);
        assertThat(versions.rollback(BASE)).contains(new PolicyVersions.Rollback(one, null));
        assertThat(versions.served(BASE)).isEmpty();
        assertThat(versions.rollback(BASE)).isEmpty();
        assertThat(versions.serve(BASE, two).served()).isTrue();
        assertThat(versions.served(BASE)).contains(two);
    }

    @Test
    void policyWhoseFileIsBrokenIsNotSwitchedToAndUnknownOnesNeither() throws Exception {
        String one = promoted("one");
        String two = promoted("two");
        Files.write(files.path(one), new byte[] {1});
        assertThatThrownBy(() -> versions.serve(BASE, one)).isInstanceOf(CorruptAdapterException.class);
        assertThatThrownBy(() -> versions.serve(BASE, "f".repeat(64))).hasMessageContaining("ffff");
        assertThatThrownBy(() -> versions.serve("c".repeat(64), two)).hasMessageContaining("cccc");
        assertThat(versions.served(BASE)).contains(two);
    }

    @Test
    void selfEditsThatTheServedPolicyDidNotWriteRaiseItsAlarm() throws Exception {
        String one = promoted("one");
        versions.count(one, true);
        assertThat(versions.list().getFirst().notServed()).isFalse();
        versions.count(one, false);
        PolicyVersion version = versions.list().getFirst();
        assertThat(List.of(version.written(), version.missed())).containsExactly(1L, 1L);
        assertThat(version.notServed()).isTrue();
        versions.rollback(BASE);
        assertThat(versions.list().getFirst().notServed()).isFalse();
    }
}
