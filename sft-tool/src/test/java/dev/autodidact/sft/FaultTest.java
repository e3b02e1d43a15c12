package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.model.Adapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or break, commits that fail, files that rot, trainers that bring nonsense. */
class FaultTest {

    private static final AgentKey ADA = KillTarget.AGENTS.getFirst();

    @TempDir
    Path home;

    private final FaultyFiles disk = new FaultyFiles();
    private final AtomicInteger commitsLeft = new AtomicInteger(Integer.MAX_VALUE);
    private int slot;

    private Node node(LearningJobRunner runner) throws Exception {
        return node(runner, Map.of());
    }

    private Node node(LearningJobRunner runner, Map<String, Object> more) throws Exception {
        Map<String, Object> deviations = new HashMap<>(Map.of("poll", Duration.ofMillis(10), "maxAttempts", 50));
        deviations.putAll(more);
        Node node = new Node(
                home,
                List.of(new AdapterStore(home, disk), runner, new AdapterInspection(SlotTraining.SHAPE)),
                deviations,
                where -> {
                    if (where.equals("before commit")
                            && Thread.currentThread().getName().equals("learning-worker")
                            && commitsLeft.decrementAndGet() == 0) {
                        throw new IllegalStateException("the database is away");
                    }
                });
        KillTarget.AGENTS.forEach(agent -> node.bean(Agents.class).create(agent, agent.id()));
        return node;
    }

    private LearningTicket learn(Node node) throws InterruptedException {
        LearningQueue queue = node.bean(LearningQueue.class);
        int next = slot++;
        Teaching teaching = KillTarget.teaching(next);
        LearningTicket ticket = queue.submit(new Teaching(
                ADA,
                teaching.kind(),
                teaching.topic(),
                null,
                teaching.rows(),
                LedgerTrust.OPERATOR,
                1,
                null,
                null,
                teaching.idempotencyKey()));
        queue.start();
        return queue.await(ticket.id(), Duration.ofSeconds(30), change -> {});
    }

    private static String active(Node node) {
        return node.bean(Agents.class).get(ADA).activeAdapter();
    }

    private List<String> files(String end) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("adapters"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(end))
                    .toList();
        }
    }

    @Test
    void aStoreWhoseDiskBreaksAtAnyCallKeepsWhatItHas() throws IOException {
        AdapterStore store = new AdapterStore(home, disk);
        byte[] first = new byte[20_000];
        new Random(1).nextBytes(first);
        String old = store.put(first);
        int cases = 0;
        for (FaultyFiles.Fault fault : FaultyFiles.Fault.values()) {
            boolean struck = true;
            for (int call = 1; struck; call++) {
                byte[] next = new byte[20_000];
                new Random(31L * call + fault.ordinal()).nextBytes(next);
                disk.arm(fault, call);
                boolean refused = false;
                try {
                    store.put(next);
                } catch (IOException e) {
                    refused = true;
                }
                struck = disk.disarm();
                assertThat(refused).isEqualTo(struck);
                cases += struck ? 1 : 0;
                assertThat(store.load(old)).isEqualTo(first);
                for (String name : files(".safetensors")) {
                    String version = name.substring(0, 64);
                    assertThat(AdapterStore.versionOf(store.load(version))).isEqualTo(version);
                }
                assertThat(files("")).allMatch(name -> name.endsWith(".safetensors"));
                assertThat(store.load(store.put(next))).isEqualTo(next);
            }
        }
        assertThat(cases).isGreaterThan(15);
        System.out.printf("R3: %d faults in the store, each refused, nothing broken under a version's name%n", cases);
    }

    @Test
    void aJobWhoseDiskBreaksEndsWithAReasonAndTheServedVersionStays() throws Exception {
        int failed = 0;
        int published = 0;
        try (Node node = node(SlotTraining.in(home))) {
            learn(node);
            for (FaultyFiles.Fault fault : FaultyFiles.Fault.values()) {
                boolean struck = true;
                for (int call = 1; struck; call++) {
                    String before = active(node);
                    disk.arm(fault, call);
                    LearningTicket end = learn(node);
                    struck = disk.disarm();
                    if (end.state() == LearningState.FAILED) {
                        failed++;
                        assertThat(end.reason()).contains("adapter");
                        assertThat(active(node)).isEqualTo(before);
                    } else {
                        published += struck ? 1 : 0;
                        assertThat(end.state()).isEqualTo(LearningState.PUBLISHED);
                        assertThat(active(node)).isEqualTo(end.adapter());
                    }
                    new AdapterStore(home).load(active(node));
                }
            }
            Audit audit = Audit.of(node, home, Map.of());
            assertThat(audit.corrupt() + audit.twice() + audit.mixed() + audit.open())
                    .isZero();
        }
        System.out.printf(
                "R3: %d faults under a job: %d ended with a reason, %d did not matter; served version never changed by"
                        + " one%n",
                failed + published, failed, published);
        assertThat(failed).isGreaterThan(10);
    }

    @Test
    void aJobWhoseCommitFailsIsTakenUpAgainAndLearnedOnce() throws Exception {
        int cases = 0;
        try (Node node = node(SlotTraining.in(home), Map.of("poll", Duration.ofMillis(200)))) {
            learn(node);
            for (int commit = 1; commit <= 12; commit++) {
                int last = slot;
                commitsLeft.set(commit);
                LearningTicket end = learn(node);
                cases += commitsLeft.getAndSet(Integer.MAX_VALUE) <= 0 ? 1 : 0;
                assertThat(end.state().isFinal())
                        .as("commit %d of slot %d", commit, last)
                        .isTrue();
                assertThat(learn(node).state()).isEqualTo(LearningState.PUBLISHED);
            }
            Audit audit = Audit.of(node, home, Map.of());
            assertThat(audit.corrupt() + audit.twice() + audit.mixed() + audit.open())
                    .isZero();
            System.out.printf(
                    "R6: %d failed commits: every job was taken up again, %d learned once, %d failed, none stuck%n",
                    cases, audit.learned(), audit.failed());
            assertThat(audit.failed()).isZero();
        }
        assertThat(cases).isGreaterThan(3);
    }

    @Test
    void flippedBitsAreNeverServedAndTheLastGoodVersionIsOneCallAway() throws Exception {
        try (Node node = node(SlotTraining.in(home))) {
            String good = learn(node).adapter();
            String bad = learn(node).adapter();
            AdapterStore store = new AdapterStore(home);
            byte[] whole = store.load(bad);
            Random random = new Random(17);
            int refused = 0;
            for (int i = 0; i < 1_000; i++) {
                byte[] broken = whole.clone();
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(store.path(bad), broken);
                try {
                    store.load(bad);
                } catch (CorruptAdapterException e) {
                    refused++;
                }
            }
            LearningTicket onBroken = learn(node);
            assertThat(onBroken.state()).isEqualTo(LearningState.FAILED);
            assertThat(onBroken.reason()).contains("SHA-256");
            long start = System.nanoTime();
            node.bean(AdapterVersions.class).rollback(ADA, bad);
            store.load(active(node));
            long ms = (System.nanoTime() - start) / 1_000_000;
            System.out.printf("R4: %d of 1000 flipped bits refused at load; rollback in %d ms%n", refused, ms);
            assertThat(refused).isEqualTo(1_000);
            assertThat(active(node)).isEqualTo(good);
            assertThat(learn(node).state()).isEqualTo(LearningState.PUBLISHED);
        }
    }

    @Test
    void whatIsNoFiniteAdapterOfTheModelIsNeverPublished() throws Exception {
        AtomicReference<LearningOutcome.Accepted> next = new AtomicReference<>();
        float[] sound = new float[SlotTraining.SLOTS];
        Arrays.fill(sound, 0.5f);
        List<LearningOutcome.Accepted> bad = Stream.concat(
                        Stream.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)
                                .flatMap(value -> Stream.of(0, SlotTraining.SLOTS / 2, SlotTraining.SLOTS - 1)
                                        .map(at -> {
                                            float[] values = sound.clone();
                                            values[at] = value;
                                            return bytes(values);
                                        })),
                        Stream.of(
                                new byte[0],
                                new byte[] {1, 2, 3},
                                Arrays.copyOf(bytes(sound), bytes(sound).length - 4),
                                Arrays.copyOf(bytes(sound), bytes(sound).length + 4)))
                .map(bytes -> new LearningOutcome.Accepted(bytes, 8, 16, "0".repeat(64), "{}", "[]"))
                .toList();
        try (Node node = node((job, progress) -> next.get())) {
            next.set(new LearningOutcome.Accepted(bytes(sound), 8, 16, "0".repeat(64), "{}", "[]"));
            String served = learn(node).adapter();
            int published = 0;
            for (LearningOutcome.Accepted outcome : bad) {
                next.set(outcome);
                LearningTicket end = learn(node);
                published += end.state() == LearningState.PUBLISHED ? 1 : 0;
                assertThat(end.state()).isEqualTo(LearningState.FAILED);
                assertThat(end.reason()).contains("adapter");
            }
            next.set(new LearningOutcome.Accepted(bytes(sound), 4, 16, "0".repeat(64), "{}", "[]"));
            assertThat(learn(node).reason()).contains("rank 8", "says 4");
            assertThat(active(node)).isEqualTo(served);
            assertThat(files("")).hasSize(1);
            System.out.printf("R10: %d of %d unfit adapters published%n", published, bad.size() + 1);
        }
    }

    @Test
    void anErrorInTheTrainerEndsTheJobAndNotTheQueue() throws Exception {
        AtomicReference<Error> next = new AtomicReference<>();
        SlotTraining training = SlotTraining.in(home);
        try (Node node = node((job, progress) -> {
            if (next.get() != null) {
                throw next.getAndSet(null);
            }
            return training.run(job, progress);
        })) {
            for (Error error : List.of(
                    new StackOverflowError(), new UnsatisfiedLinkError("no torch"), new OutOfMemoryError("heap"))) {
                next.set(error);
                assertThat(learn(node).state()).isEqualTo(LearningState.FAILED);
                assertThat(learn(node).state()).isEqualTo(LearningState.PUBLISHED);
            }
        }
    }

    @Test
    void aNodeWhoseNameWasCutOffAtItsFirstStartMakesItANewOne() throws Exception {
        Files.createDirectories(home);
        Files.write(home.resolve("node-id"), new byte[0]);
        String id = NodeId.in(home);
        assertThat(id).hasSize(36);
        assertThat(NodeId.in(home)).isEqualTo(id);
        Files.writeString(home.resolve("node-id.part"), "half");
        assertThat(NodeId.in(home)).isEqualTo(id);
        Path file = home.resolve("a file");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> NodeId.in(file)).hasMessageContaining("a file");
    }

    private static byte[] bytes(float[] values) {
        return Adapter.of(SlotTraining.SHAPE, SlotTraining.LORA, values).bytes();
    }
}
