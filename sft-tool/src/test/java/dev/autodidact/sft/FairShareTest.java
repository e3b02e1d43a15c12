package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.memory.AgentKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for whom in the learning queue. */
class FairShareTest {

    private static final AgentKey LOUD = new AgentKey("loud", "ada");
    private static final AgentKey LOUD_TOO = new AgentKey("loud", "bob");
    private static final AgentKey QUIET = new AgentKey("quiet", "ada");
    private static final AgentKey THIRD = new AgentKey("third", "ada");

    @TempDir
    Path home;

    /** Agents in the order in which their jobs were begun, and slots in that order. */
    private final List<AgentKey> begun = new CopyOnWriteArrayList<>();

    private final List<String> topics = new CopyOnWriteArrayList<>();
    private final Semaphore gate = new Semaphore(0);
    private int slot;

    private Node node() throws Exception {
        SlotTraining training = SlotTraining.in(home);
        LearningJobRunner held = (job, progress) -> {
            begun.add(job.agent());
            topics.add(job.item().topic());
            gate.acquire();
            return training.run(job, progress);
        };
        Node node = new Node(
                home,
                List.of(new AdapterStore(home), held, new AdapterInspection(SlotTraining.SHAPE)),
                Map.of("poll", Duration.ofMillis(10)),
                where -> {});
        for (AgentKey agent : List.of(LOUD, LOUD_TOO, QUIET, THIRD)) {
            node.bean(Agents.class).create(agent, agent.id());
        }
        return node;
    }

    private List<LearningTicket> teach(Node node, AgentKey agent, int count) {
        List<LearningTicket> tickets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int next = slot++;
            tickets.add(node.bean(LearningQueue.class)
                    .submit(new Teaching(
                            agent,
                            LedgerKind.FACT,
                            Integer.toString(next),
                            null,
                            List.of(LedgerRow.question("What is in slot " + next + "?", "number " + next)),
                            LedgerTrust.OPERATOR,
                            1,
                            null,
                            null,
                            null)));
        }
        return tickets;
    }

    private static void published(Node node, LearningTicket ticket) throws InterruptedException {
        assertThat(node.bean(LearningQueue.class)
                        .await(ticket.id(), Duration.ofSeconds(30), change -> {})
                        .state())
                .isEqualTo(LearningState.PUBLISHED);
    }

    private void begins(int jobs) throws InterruptedException {
        while (begun.size() < jobs) {
            Thread.sleep(2);
        }
    }

    @Test
    void aJobDoesNotWaitForTheThirtyThatAnotherTenantQueuedBefore() throws Exception {
        try (Node node = node()) {
            List<LearningTicket> many = teach(node, LOUD, 30);
            node.bean(LearningQueue.class).start();
            begins(1);
            LearningTicket one = teach(node, QUIET, 1).getFirst();
            gate.release(2);
            published(node, one);
            assertThat(begun.subList(0, 2)).containsExactly(LOUD, QUIET);
            gate.release(100);
            for (LearningTicket ticket : many) {
                published(node, ticket);
            }
            assertThat(topics)
                    .as("an agent's items keep their order")
                    .isEqualTo(IntStream.concat(IntStream.of(0, 30), IntStream.range(1, 30))
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    void tenantsTakeTurnsAndSoDoTheAgentsOfEach() throws Exception {
        gate.release(100);
        try (Node node = node()) {
            List<LearningTicket> all = new ArrayList<>(teach(node, LOUD, 4));
            all.addAll(teach(node, LOUD_TOO, 3));
            all.addAll(teach(node, QUIET, 2));
            all.addAll(teach(node, THIRD, 1));
            node.bean(LearningQueue.class).start();
            for (LearningTicket ticket : all) {
                published(node, ticket);
            }
            assertThat(begun)
                    .containsExactly(LOUD, QUIET, THIRD, LOUD_TOO, QUIET, LOUD, LOUD_TOO, LOUD, LOUD_TOO, LOUD);
        }
    }

    @Test
    void whoseTurnItIsOutlivesARestart() throws Exception {
        List<LearningTicket> loud;
        try (Node node = node()) {
            loud = teach(node, LOUD, 4);
            node.bean(LearningQueue.class).start();
            begins(1);
            gate.release();
            published(node, loud.getFirst());
        }
        gate.release(100);
        begun.clear();
        try (Node node = node()) {
            // both are younger than all that waits; the loud one was served last
            List<LearningTicket> others = new ArrayList<>(teach(node, LOUD_TOO, 1));
            others.addAll(teach(node, QUIET, 1));
            node.bean(LearningQueue.class).start();
            for (LearningTicket ticket : others) {
                published(node, ticket);
            }
            assertThat(begun.subList(0, 2)).containsExactly(QUIET, LOUD_TOO);
            published(node, loud.getLast());
        }
    }
}
