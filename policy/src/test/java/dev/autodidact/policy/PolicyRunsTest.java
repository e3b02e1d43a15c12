package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.autodidact.memory.Database;
import dev.autodidact.memory.PooledDatabase;
import dev.autodidact.memory.Sql;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.sft.AdapterStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a random model, whose self-edits cannot be read: they must end with a reason and leave nothing half-done. */
class PolicyRunsTest {
    private static LanguageModel model;

    @TempDir
    Path home;

    private final Database database = new PooledDatabase(database());
    private final RunTable table = new RunTable(database);

    @BeforeAll
    static void load() {
        model = LanguageModel.load(Path.of("../model/src/test/resources/fixtures/tiny-llama"));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    static DataSource database() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String name :
                    List.of("V300__policy", "V310__policy_served", "V311__policy_judgements", "V312__policy_claim")) {
                statement.execute(new String(
                        RunTable.class
                                .getResourceAsStream("/db/migration/" + name + ".sql")
                                .readAllBytes(),
                        StandardCharsets.UTF_8));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return source;
    }

    private PolicyRuns runs() {
        return new PolicyRuns(table, () -> model, home);
    }

    private static RunSettings settings(int rounds) {
        return new RunSettings("rest_em", List.of("facts"), rounds, 1, 3, 2, 1L, null, 0);
    }

    private PolicyRun ended(UUID id) throws InterruptedException {
        while (!table.get(id).state().isFinal()) {
            Thread.sleep(50);
        }
        return table.get(id);
    }

    @Test
    void policyThatIsNotBetterIsKeptBackAndItsAlarmsAreStored() throws Exception {
        PolicyRun run = ended(runs().start(settings(2)).id());
        assertThat(run.state()).as(run.reason()).isEqualTo(RunState.KEPT_BACK);
        assertThat(run.reason()).contains("not above zero").contains("2 tasks");
        assertThat(run.rounds()).hasSize(2);
        assertThat(run.rounds()).allSatisfy(r -> {
            assertThat(r.alarms()).containsExactly(Alarm.ZERO_VARIANCE);
            assertThat(r.flatGroups()).isEqualTo(1);
            assertThat(r.faults().values().stream().mapToInt(n -> n).sum()).isEqualTo(3);
        });
        assertThat(run.after().accuracyOver(run.before()).mean()).isZero();
        assertThat(table.promoted(model.hash())).isEmpty();
        assertThat(RunPicture.of(run))
                .startsWith("<svg")
                .contains("ZERO_VARIANCE")
                .contains("no learn call");
    }

    @Test
    void runThatNeverLearnsFailsInsteadOfGoingOn() throws Exception {
        PolicyRun run = ended(runs().start(settings(9)).id());
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.reason()).contains("3 rounds in a row without a step").contains("ZERO_VARIANCE");
        assertThat(run.rounds()).hasSize(3);
    }

    @Test
    void interruptedRunGoesOnFromItsLastRound() throws Exception {
        Adapter policy = Adapter.initial(model.config(), new LoraConfig(8, 16), 77);
        new AdapterStore(home.resolve("policy")).put(policy.bytes());
        UUID id = table.add(settings(2), model.hash(), Map.of());
        PolicyRun interrupted = table.claim("a node that died").orElseThrow();
        table.phase(interrupted, "round 1 of 2");
        table.before(interrupted, new HeldOut(List.of(0.0, 0.0), List.of(0.0, 0.0), Map.of()));
        RoundReport first = new RoundReport(
                1,
                1,
                policy.version(),
                2,
                2,
                Map.of(),
                Map.of(),
                0.5,
                0.1,
                0.5,
                0,
                1,
                0,
                0,
                0,
                0,
                0,
                3,
                1,
                1,
                1,
                0,
                0,
                100,
                Map.of(),
                List.of(),
                1);
        assertThat(table.get(id).progress()).isEqualTo(2.0 / 10, within(1e-9));
        assertThat(table.get(id).secondsLeft()).isNull();
        table.round(interrupted, first);
        assertThat(table.get(id).progress()).isEqualTo(5.0 / 10, within(1e-9));
        // a second round of three self-edits and two held-out tasks; the first round took a second for three
        assertThat(table.get(id).secondsLeft()).isEqualTo(5.0 / 3, within(1e-9));
        table.release(interrupted);
        runs().wake();
        PolicyRun run = ended(id);
        assertThat(run.state()).as(run.reason()).isEqualTo(RunState.KEPT_BACK);
        assertThat(run.rounds()).hasSize(2).first().isEqualTo(first);
        assertThat(run.adapter()).isEqualTo(policy.version());
    }

    @Test
    void runThatSeveralNodesWantIsTakenByExactlyOne() throws Exception {
        UUID id = table.add(settings(1), model.hash(), Map.of());
        List<Optional<PolicyRun>> taken;
        try (ExecutorService nodes = Executors.newFixedThreadPool(8)) {
            List<Callable<Optional<PolicyRun>>> calls = new ArrayList<>();
            for (int node = 0; node < 8; node++) {
                String name = "node " + node;
                calls.add(() -> table.claim(name));
            }
            taken = nodes.invokeAll(calls).stream().map(PolicyRunsTest::result).toList();
        }
        List<PolicyRun> holders = taken.stream().flatMap(Optional::stream).toList();
        assertThat(holders).hasSize(1);
        assertThat(holders.getFirst().id()).isEqualTo(id);
        assertThat(table.get(id).worker()).isEqualTo(holders.getFirst().worker());
        assertThat(table.get(id).attempt()).isEqualTo(1);
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void runOfASilentNodeIsTakenOverAndWhatTheFirstStillWritesIsRefused() throws Exception {
        UUID id = table.add(settings(1), model.hash(), Map.of());
        PolicyRun first = table.claim("first").orElseThrow();
        assertThat(table.claim("second")).isEmpty();
        assertThat(table.free("second")).isFalse();
        database.run(connection -> Sql.update(
                connection,
                "update policy_run set seen = current_timestamp - interval '" + (RunTable.DEAD_SECONDS + 1)
                        + "' second"));
        runs().wake();
        PolicyRun run = ended(id);
        assertThat(run.state()).as(run.reason()).isEqualTo(RunState.KEPT_BACK);
        assertThat(run.attempt()).isEqualTo(2);
        assertThatThrownBy(() -> table.phase(first, "late")).isInstanceOf(LostRunException.class);
        assertThatThrownBy(() -> table.end(first, RunState.PROMOTED, null, "late"))
                .isInstanceOf(LostRunException.class);
        assertThat(table.promoted(model.hash())).isEmpty();
        assertThat(table.get(id).state()).isEqualTo(RunState.KEPT_BACK);
    }

    @Test
    void runInHandOfOneNodeIsNotTouchedByAnother() throws Exception {
        UUID id = table.add(settings(1), model.hash(), Map.of());
        PolicyRun first = table.claim("first").orElseThrow();
        runs().wake();
        assertThat(table.get(id).attempt()).isEqualTo(1);
        table.release(first);
        assertThat(table.claim("second").orElseThrow().attempt()).isEqualTo(2);
    }

    @Test
    void cancelledRunEndsAsCancelled() throws Exception {
        PolicyRuns runs = runs();
        UUID first = runs.start(settings(2)).id();
        UUID second = runs.start(settings(2)).id();
        runs.cancel(second);
        assertThat(ended(second).state()).isEqualTo(RunState.CANCELLED);
        assertThat(ended(first).state()).isEqualTo(RunState.KEPT_BACK);
        assertThat(runs.cancel(first).state()).isEqualTo(RunState.KEPT_BACK);
    }

    @Test
    void runOnAnotherBaseFailsWithBothHashes() throws Exception {
        UUID id = table.add(settings(1), "0".repeat(64), Map.of());
        runs().wake();
        assertThat(ended(id).reason()).contains("0000").contains(model.hash());
    }

    @Test
    void settingsThatCannotBeAreRefusedBeforeAnythingIsStored() {
        assertThatThrownBy(() -> runs().start(new RunSettings("ppo", null, null, null, null, null, null)))
                .hasMessageContaining("ppo")
                .hasMessageContaining("grpo");
        assertThatThrownBy(() -> runs().start(new RunSettings(null, List.of("moon"), null, null, null, null, null)))
                .hasMessageContaining("moon")
                .hasMessageContaining("facts");
        assertThatThrownBy(() -> runs().start(new RunSettings(null, null, null, null, 1, null, null)))
                .hasMessageContaining("group is 1");
        assertThat(table.last(10)).isEmpty();
    }
}
