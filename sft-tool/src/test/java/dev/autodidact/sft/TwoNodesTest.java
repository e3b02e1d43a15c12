package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.LocalExchange;
import dev.autodidact.memory.PooledDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with folders of their own on one real PostgreSQL server. */
class TwoNodesTest {

    private static final int ITEMS = 48;

    @TempDir
    Path home;

    private final List<UUID> runs = new CopyOnWriteArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final LocalExchange exchange = new LocalExchange();
    private EmbeddedPostgres server;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedPostgres.start();
    }

    @AfterEach
    void stop() throws Exception {
        nodes.forEach(Node::close);
        server.close();
    }

    private AdapterStore store(Path folder) {
        AdapterCopies copies = new AdapterCopies(new PooledDatabase(server.getPostgresDatabase()), () -> true);
        return new AdapterStore(folder, new DiskFiles(), Optional.of(copies));
    }

    private Node node(String name, LearningJobRunner runner, AdapterStore store) throws Exception {
        Path folder = home.resolve(name);
        Files.createDirectories(folder);
        Node node = new Node(
                folder,
                server.getJdbcUrl("postgres", "postgres"),
                "postgres",
                List.of(store, runner, new AdapterInspection(SlotTraining.SHAPE), exchange),
                Map.of(
                        "poll", Duration.ofMillis(20),
                        "pulse", Duration.ofMillis(200),
                        "deadAfter", Duration.ofSeconds(2)),
                where -> {});
        nodes.add(node);
        return node;
    }

    /** Trains, and writes down what it was given. */
    private LearningJobRunner counting(AdapterStore store, long seed) {
        SlotTraining training = new SlotTraining(store, seed, 15);
        return (job, progress) -> {
            runs.add(job.ticket());
            return training.run(job, progress);
        };
    }

    private static LearningTicket teach(Node node, AgentKey agent, int slot) {
        return node.bean(LearningQueue.class)
                .submit(new Teaching(
                        agent,
                        LedgerKind.FACT,
                        Integer.toString(slot),
                        null,
                        List.of(LedgerRow.question("What is in slot " + slot + "?", "number " + slot)),
                        LedgerTrust.OPERATOR,
                        1,
                        null,
                        null,
                        null));
    }

    @Test
    void everyJobRunsOnExactlyOneNodeAndBothServeItsVersion() throws Exception {
        AdapterStore[] stores = {store(home.resolve("a")), store(home.resolve("b"))};
        Node a = node("a", counting(stores[0], 1), stores[0]);
        Node b = node("b", counting(stores[1], 2), stores[1]);
        List<AgentKey> agents =
                IntStream.range(0, 4).mapToObj(i -> AgentKey.of("agent" + i)).toList();
        agents.forEach(agent -> a.bean(Agents.class).create(agent, agent.id()));
        a.bean(LearningQueue.class).start();
        b.bean(LearningQueue.class).start();
        List<LearningTicket> tickets = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            tickets.add(teach(i % 2 == 0 ? a : b, agents.get(i % agents.size()), i));
        }
        for (LearningTicket ticket : tickets) {
            LearningTicket end = b.bean(LearningQueue.class).await(ticket.id(), Duration.ofMinutes(2), change -> {});
            assertThat(end.state()).isEqualTo(LearningState.PUBLISHED);
            assertThat(end.attempt()).isEqualTo(1);
        }
        assertThat(runs).doesNotHaveDuplicates().hasSize(ITEMS);
        for (int i = 0; i < agents.size(); i++) {
            int first = i;
            String active = a.bean(Agents.class).get(agents.get(i)).activeAdapter();
            Map<Integer, Integer> once = IntStream.range(0, ITEMS)
                    .filter(slot -> slot % agents.size() == first)
                    .boxed()
                    .collect(Collectors.toMap(slot -> slot, slot -> 1));
            for (AdapterStore store : stores) {
                assertThat(SlotTraining.applied(store.load(active))).isEqualTo(once);
            }
        }
    }

    @Test
    void whatADeadNodeHadInHandIsTakenOverAndItsOwnResultIsRefused() throws Exception {
        AdapterStore storeA = store(home.resolve("a"));
        AdapterStore storeB = store(home.resolve("b"));
        CountDownLatch taken = new CountDownLatch(1);
        Node a = node(
                "a",
                (job, progress) -> {
                    taken.countDown();
                    Thread.sleep(Duration.ofHours(1));
                    throw new AssertionError("the node is dead");
                },
                storeA);
        AgentKey agent = AgentKey.of("ada");
        a.bean(Agents.class).create(agent, "ada");
        a.bean(LearningQueue.class).start();
        LearningTicket ticket = teach(a, agent, 7);
        taken.await();
        a.bean(LearningQueue.class).stop();
        Node b = node("b", counting(storeB, 2), storeB);
        b.bean(LearningQueue.class).start();
        LearningTicket end = b.bean(LearningQueue.class).await(ticket.id(), Duration.ofMinutes(2), change -> {});
        assertThat(end.state()).isEqualTo(LearningState.PUBLISHED);
        assertThat(end.attempt()).isEqualTo(2);
        assertThat(SlotTraining.applied(storeB.load(end.adapter()))).isEqualTo(Map.of(7, 1));
    }
}
