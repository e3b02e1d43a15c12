package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a learning process without warning, again and again. {@code -Dautodidact.kills=200} is the long form. */
class KillTest {

    private static final int KILLS = Integer.getInteger("autodidact.kills", 10);
    private static final long LIMIT_MS = 60_000;
    /** A busy machine takes its time to start a process. */
    private static final int PATIENCE_MINUTES = 10;

    @TempDir
    Path home;

    /** A running target and what it has said. */
    private static final class Target {
        final Process process;
        final CountDownLatch ready = new CountDownLatch(1);
        final Semaphore items = new Semaphore(0);
        final AtomicLong drainedMs = new AtomicLong(-1);
        final AtomicLong steps = new AtomicLong(-1);
        final Thread reader;

        Target(Path home, long seed, int firstSlot, int items, int dieAt, Map<Integer, UUID> acknowledged)
                throws IOException {
            String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx256m",
                            "-cp",
                            path,
                            KillTarget.class.getName(),
                            home.toString(),
                            Long.toString(seed),
                            Integer.toString(firstSlot),
                            Integer.toString(items),
                            Integer.toString(dieAt))
                    .redirectError(home.resolve("errors.txt").toFile())
                    .start();
            reader = Thread.ofPlatform().daemon().start(() -> read(acknowledged));
        }

        private void read(Map<Integer, UUID> acknowledged) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] words = line.split(" ");
                    switch (words[0]) {
                        case "READY" -> ready.countDown();
                        case "DRAINED" -> drainedMs.set(Long.parseLong(words[1]));
                        case "STEPS" -> steps.set(Long.parseLong(words[1]));
                        case "ACK" -> {
                            if (words.length == 3 && words[2].length() == 36) {
                                acknowledged.put(Integer.parseInt(words[1]), UUID.fromString(words[2]));
                                items.release();
                            }
                        }
                        default -> {}
                    }
                }
            } catch (IOException e) {
                // the killed end of the pipe
            }
            ready.countDown();
        }

        void awaitItems(int count) throws InterruptedException {
            assertThat(items.tryAcquire(count, PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .isTrue();
        }

        void await(Path home) throws Exception {
            try {
                assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            reader.join();
            assertThat(process.exitValue()).as(() -> errors(home)).isIn(0, 137);
        }
    }

    private static String errors(Path home) {
        try {
            return Files.readString(home.resolve("errors.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void nothingIsLostBrokenOrLearnedTwiceWhenTheProcessIsKilledAtRandomMoments() throws Exception {
        Random random = new Random(42);
        Map<Integer, UUID> acknowledged = new ConcurrentSkipListMap<>();
        int inHand = 0;
        int halfWritten = 0;
        long slowestMs = 0;
        int drains = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            // the first slot that was not acknowledged is taught again with the same key, as a client would
            Target target = new Target(home, kill, acknowledged.size(), 0, 0, acknowledged);
            try {
                assertThat(target.ready.await(PATIENCE_MINUTES, TimeUnit.MINUTES))
                        .isTrue();
                // some way into the work, then at any moment of it
                target.awaitItems(random.nextInt(10));
                Thread.sleep(random.nextInt(40));
                assertThat(target.process.isAlive()).as(() -> errors(home)).isTrue();
            } finally {
                target.process.destroyForcibly().waitFor();
            }
            target.reader.join();
            if (target.drainedMs.get() >= 0) {
                slowestMs = Math.max(slowestMs, target.drainedMs.get());
                drains++;
            }
            halfWritten += parts();
            try (Node node = KillTarget.open(home, kill, 0, () -> {})) {
                inHand += (int) node.bean(OpenJobs.class).all().stream()
                        .filter(job -> job.state() == LearningState.TRAINING || job.state() == LearningState.EXAMINING)
                        .count();
                Audit audit = Audit.of(node, home, acknowledged);
                assertThat(audit.lost() + audit.twice() + audit.mixed() + audit.corrupt())
                        .as("after kill %d: %s", kill, audit)
                        .isZero();
            }
        }
        Target last = new Target(home, KILLS, acknowledged.size(), -1, 0, acknowledged);
        last.await(home);
        slowestMs = Math.max(slowestMs, last.drainedMs.get());
        try (Node node = KillTarget.open(home, 1, 0, () -> {})) {
            Audit audit = Audit.of(node, home, acknowledged);
            System.out.printf(
                    "R1: %d kills (%d with a job in hand, %d with a half written file); %d items acknowledged, %d in the"
                            + " weights; lost %d, applied twice %d, mixed %d, corrupt of %d versions %d, open %d, failed %d;"
                            + " what was open at a restart ended within %d ms (%d restarts measured)%n",
                    KILLS,
                    inHand,
                    halfWritten,
                    acknowledged.size(),
                    audit.learned(),
                    audit.lost(),
                    audit.twice(),
                    audit.mixed(),
                    audit.versions(),
                    audit.corrupt(),
                    audit.open(),
                    audit.failed(),
                    slowestMs,
                    drains + 1);
            assertThat(List.of(
                            audit.lost(), audit.twice(), audit.mixed(), audit.corrupt(), audit.open(), audit.failed()))
                    .containsOnly(0);
            assertThat(audit.learned()).isGreaterThanOrEqualTo(acknowledged.size());
            assertThat(slowestMs).isBetween(0L, LIMIT_MS);
        }
    }

    @Test
    void aProcessThatDiesAtAStepOfThePublicationComesBackWithTheOldOrTheNewVersion() throws Exception {
        Path template = home.resolve("template");
        Map<Integer, UUID> first = new TreeMap<>();
        run(template, 0, 3, 0, first);
        // one run that does not die counts the steps
        long steps = run(copy(template, "whole"), 3, 3, 1_000_000, new TreeMap<>())
                .steps
                .get();
        assertThat(steps).isGreaterThan(40);
        int died = 0;
        int old = 0;
        double stride = Math.max(1, (double) steps / KILLS);
        for (double at = 1; at <= steps; at += stride) {
            Path place = copy(template, "step-" + (int) at);
            Map<Integer, UUID> acknowledged = new ConcurrentSkipListMap<>(first);
            if (run(place, 3, 3, (int) at, acknowledged).process.exitValue() == 137) {
                died++;
            }
            try (Node node = KillTarget.open(place, 1, 0, () -> {})) {
                Audit audit = Audit.of(node, place, acknowledged);
                assertThat(audit.lost() + audit.twice() + audit.mixed() + audit.corrupt())
                        .as("died at step %d of %d: %s", (int) at, steps, audit)
                        .isZero();
                old += audit.learned() < 3 + acknowledged.size() - first.size() ? 1 : 0;
                drain(node);
                audit = Audit.of(node, place, acknowledged);
                assertThat(List.of(
                                audit.lost(),
                                audit.twice(),
                                audit.mixed(),
                                audit.corrupt(),
                                audit.open(),
                                audit.failed()))
                        .as("restarted after step %d of %d: %s", (int) at, steps, audit)
                        .containsOnly(0);
            }
        }
        System.out.printf(
                "R2: died at %d of %d enumerated steps of disk and database (%d still with an old version); all came back"
                        + " with the old or the new one, none mixed%n",
                died, steps, old);
        assertThat(died).isGreaterThanOrEqualTo(Math.min(KILLS, (int) steps) - 1);
    }

    private Target run(Path place, int firstSlot, int items, int dieAt, Map<Integer, UUID> acknowledged)
            throws Exception {
        Files.createDirectories(place);
        Target target = new Target(place, 1, firstSlot, items, dieAt, acknowledged);
        target.await(place);
        return target;
    }

    static void drain(Node node) throws InterruptedException {
        LearningQueue queue = node.bean(LearningQueue.class);
        queue.start();
        for (UUID ticket : KillTarget.open(node)) {
            queue.await(ticket, java.time.Duration.ofSeconds(60), change -> {});
        }
    }

    private Path copy(Path from, String name) throws IOException {
        Path to = home.resolve(name);
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                return FileVisitResult.CONTINUE;
            }
        });
        return to;
    }

    private int parts() throws IOException {
        Path adapters = home.resolve("adapters");
        if (!Files.isDirectory(adapters)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(adapters)) {
            return (int) files.filter(file -> file.toString().endsWith(".part")).count();
        }
    }
}
