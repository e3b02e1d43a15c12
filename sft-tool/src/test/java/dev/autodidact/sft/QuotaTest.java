package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.autodidact.memory.AgentKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas, overload and the walls between agents and tenants, at the queue itself. */
class QuotaTest {

    private static final AgentKey ADA = new AgentKey("one", "ada");
    private static final AgentKey BOB = new AgentKey("one", "bob");
    private static final AgentKey OTHER_ADA = new AgentKey("two", "ada");

    @TempDir
    Path home;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger slot = new AtomicInteger();

    private Node node(Map<String, Object> settings) throws Exception {
        Map<String, Object> all = new HashMap<>(Map.of("poll", Duration.ofMillis(10)));
        all.putAll(settings);
        SlotTraining training = SlotTraining.in(home);
        LearningJobRunner held = (job, progress) -> {
            gate.await();
            return training.run(job, progress);
        };
        Node node = new Node(
                home,
                List.of(new AdapterStore(home), held, new AdapterInspection(SlotTraining.SHAPE)),
                all,
                where -> {});
        for (AgentKey agent : List.of(ADA, BOB, OTHER_ADA)) {
            node.bean(Agents.class).create(agent, agent.id());
        }
        return node;
    }

    private LearningTicket teach(Node node, AgentKey agent, LedgerTrust trust, String source, String key) {
        int next = slot.getAndIncrement();
        return node.bean(LearningQueue.class)
                .submit(new Teaching(
                        agent,
                        LedgerKind.FACT,
                        Integer.toString(next),
                        source,
                        List.of(LedgerRow.question("What is in slot " + next + "?", "number " + next)),
                        trust,
                        1,
                        null,
                        null,
                        key));
    }

    private static LearningTicket end(Node node, LearningTicket ticket) throws InterruptedException {
        node.bean(LearningQueue.class).start();
        return node.bean(LearningQueue.class).await(ticket.id(), Duration.ofSeconds(30), change -> {});
    }

    private QuotaExceededException refused(Node node, AgentKey agent, LedgerTrust trust, String source) {
        int before = node.bean(Ledger.class).items(agent).size();
        QuotaExceededException refusal =
                catchThrowableOfType(QuotaExceededException.class, () -> teach(node, agent, trust, source, null));
        assertThat(refusal).isNotNull();
        assertThat(node.bean(Ledger.class).items(agent)).hasSize(before);
        return refusal;
    }

    @Test
    void anAgentIsTaughtOnlySoManyItemsInAnHour() throws Exception {
        try (Node node = node(Map.of("itemsPerAgentPerHour", 3))) {
            int rows = slot.get();
            LearningTicket first = teach(node, ADA, LedgerTrust.OPERATOR, null, "k");
            teach(node, ADA, LedgerTrust.USER, null, null);
            teach(node, ADA, LedgerTrust.WEB, null, null);
            QuotaExceededException refusal = refused(node, ADA, LedgerTrust.OPERATOR, null);
            assertThat(refusal).hasMessage("agent 'ada' was taught 3 items in the last hour; at most 3");
            assertThat(refusal.code()).isEqualTo("quota_items_per_hour");
            assertThat(refusal.retryAfterSeconds().getAsInt()).isBetween(3_500, 3_600);
            slot.set(rows);
            assertThat(teach(node, ADA, LedgerTrust.OPERATOR, null, "k").id())
                    .as("the same call again is no second item")
                    .isEqualTo(first.id());
            assertThat(teach(node, BOB, LedgerTrust.OPERATOR, null, null)).isNotNull();
        }
    }

    @Test
    void aSourceTeachesOnlySoManyItemsInADay() throws Exception {
        try (Node node = node(Map.of("itemsPerSourcePerDay", 2))) {
            for (int i = 0; i < 2; i++) {
                teach(node, ADA, LedgerTrust.WEB, "a page", null);
                teach(node, ADA, LedgerTrust.OPERATOR, "a page", null);
            }
            QuotaExceededException refusal = refused(node, ADA, LedgerTrust.WEB, " a page ");
            assertThat(refusal)
                    .hasMessageContaining("2 items from this web source")
                    .hasMessageContaining("at most 2");
            assertThat(refusal.retryAfterSeconds().getAsInt()).isBetween(86_000, 86_400);
            teach(node, ADA, LedgerTrust.WEB, "another page", null);
            teach(node, ADA, LedgerTrust.TOOL, "a page", null);
            teach(node, ADA, LedgerTrust.OPERATOR, "a page", null);
            teach(node, BOB, LedgerTrust.WEB, "a page", null);
        }
    }

    @Test
    void onlySoManyItemsWaitInQuarantineUntilOneIsDecided() throws Exception {
        try (Node node = node(Map.of("quarantinePerAgent", 2))) {
            LearningTicket first = teach(node, ADA, LedgerTrust.WEB, null, null);
            teach(node, ADA, LedgerTrust.TOOL, null, null);
            QuotaExceededException refusal = refused(node, ADA, LedgerTrust.WEB, null);
            assertThat(refusal)
                    .hasMessageContaining("2 items of agent 'ada' wait")
                    .hasMessageContaining("at most 2");
            assertThat(refusal.retryAfterSeconds()).isEmpty();
            teach(node, ADA, LedgerTrust.OPERATOR, null, null);
            node.bean(Quarantine.class).deny("one", first.item(), "eve");
            teach(node, ADA, LedgerTrust.WEB, null, null);
        }
    }

    @Test
    void anAgentAndATenantHoldOnlySoManyVersions() throws Exception {
        gate.countDown();
        try (Node node = node(Map.of("versionsPerAgent", 2, "versionsPerTenant", 3))) {
            end(node, teach(node, ADA, LedgerTrust.OPERATOR, null, null));
            end(node, teach(node, ADA, LedgerTrust.OPERATOR, null, null));
            assertThat(refused(node, ADA, LedgerTrust.OPERATOR, null))
                    .hasMessage("agent 'ada' holds 2 adapter versions; at most 2");
            end(node, teach(node, BOB, LedgerTrust.OPERATOR, null, null));
            assertThat(refused(node, BOB, LedgerTrust.OPERATOR, null))
                    .hasMessage("all agents together hold 3 adapter versions; at most 3");
            assertThat(end(node, teach(node, OTHER_ADA, LedgerTrust.OPERATOR, null, null))
                            .state())
                    .isEqualTo(LearningState.PUBLISHED);
        }
    }

    @Test
    void atTenTimesTheLoadTheQueueStaysBoundedAndKeepsWhatItAccepted() throws Exception {
        int capacity = 32;
        try (Node node = node(Map.of("queueCapacity", capacity))) {
            LearningQueue queue = node.bean(LearningQueue.class);
            queue.start();
            List<LearningTicket> accepted = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
            AtomicInteger refusals = new AtomicInteger();
            List<Thread> callers = IntStream.range(0, 8)
                    .mapToObj(caller -> Thread.ofPlatform().start(() -> {
                        for (int i = 0; i < 10 * capacity / 8; i++) {
                            try {
                                accepted.add(
                                        teach(node, caller % 2 == 0 ? ADA : BOB, LedgerTrust.OPERATOR, null, null));
                            } catch (QueueFullException e) {
                                assertThat(e.retryAfterSeconds()).isPositive();
                                refusals.incrementAndGet();
                            }
                        }
                    }))
                    .toList();
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(accepted).hasSize(capacity);
            assertThat(refusals.get()).isEqualTo(9 * capacity);
            gate.countDown();
            long learned = 0;
            for (LearningTicket ticket : accepted) {
                learned += end(node, ticket).state() == LearningState.PUBLISHED ? 1 : 0;
            }
            int stored = node.bean(Ledger.class).items(ADA).size()
                    + node.bean(Ledger.class).items(BOB).size();
            System.out.printf(
                    "R13: %d learns into a queue of %d: %d accepted, %d refused with a time to wait, %d of the accepted"
                            + " learned, %d lost%n",
                    10 * capacity, capacity, accepted.size(), refusals.get(), learned, capacity - learned);
            assertThat(learned).isEqualTo(capacity);
            assertThat(stored).isEqualTo(capacity);
        }
    }

    @Test
    void nothingOfATenantIsSeenByAnother() throws Exception {
        gate.countDown();
        try (Node node = node(Map.of())) {
            LearningTicket secret = end(node, teach(node, ADA, LedgerTrust.OPERATOR, "secret", "k"));
            LearningTicket waiting = teach(node, ADA, LedgerTrust.WEB, "secret", null);
            LearningQueue queue = node.bean(LearningQueue.class);
            AdapterVersions versions = node.bean(AdapterVersions.class);
            Quarantine quarantine = node.bean(Quarantine.class);
            for (AgentKey stranger : List.of(BOB, OTHER_ADA)) {
                assertThat(node.bean(Ledger.class).items(stranger)).isEmpty();
                assertThat(node.bean(Ledger.class).learnedBy(stranger, secret.adapter()))
                        .isEmpty();
                assertThat(versions.of(stranger)).isEmpty();
                assertThat(versions.find(stranger, secret.adapter())).isEmpty();
                assertThat(quarantine.waiting(stranger)).isEmpty();
                assertThat(quarantine.provenance(stranger)).isEmpty();
                assertThatThrownBy(() -> versions.activate(stranger, secret.adapter()))
                        .isInstanceOf(UnknownVersionException.class);
                assertThatThrownBy(() -> versions.rollback(stranger, secret.adapter()))
                        .isInstanceOf(UnknownVersionException.class);
            }
            assertThat(queue.find("two", secret.id())).isEmpty();
            assertThat(queue.find("one", secret.id())).isPresent();
            assertThat(versions.all("two")).isEmpty();
            assertThat(versions.named("two", secret.adapter())).isEmpty();
            assertThat(quarantine.waiting("two")).isEmpty();
            for (UUID item : List.of(secret.item(), waiting.item())) {
                assertThatThrownBy(() -> quarantine.approve("two", item, "eve"))
                        .isInstanceOf(UnknownItemException.class);
                assertThatThrownBy(() -> quarantine.deny("two", item, "eve")).isInstanceOf(UnknownItemException.class);
            }
            assertThat(quarantine.waiting("one")).hasSize(1);
            // the same key at another tenant is another teaching, and a trust set there counts there only
            assertThat(teach(node, OTHER_ADA, LedgerTrust.OPERATOR, null, "k").id())
                    .isNotEqualTo(secret.id());
            node.bean(AgentPolicies.class).set(OTHER_ADA, new AgentPolicy(Set.of(LedgerTrust.WEB)));
            assertThat(teach(node, ADA, LedgerTrust.WEB, null, null).state()).isEqualTo(LearningState.QUARANTINED);
            assertThat(teach(node, OTHER_ADA, LedgerTrust.WEB, null, null).state())
                    .isEqualTo(LearningState.QUEUED);
        }
    }
}
