package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that the kill tests kill: a learning queue under load. Its lines: {@code READY}, {@code RECOVERED n} (jobs that
 * were in hand at the last death), {@code ACK slot ticket} once an item was accepted, {@code DRAINED ms} when all jobs that
 * were open at the start have ended.
 *
 * <p>Arguments: data folder, seed, first slot to teach, items to teach (0 = until killed, -1 = none), step at which to die
 * (0 = never). It ends by itself when it has taught so many and all jobs have ended.
 */
final class KillTarget {

    static final List<AgentKey> AGENTS = List.of(AgentKey.of("ada"), AgentKey.of("bob"), AgentKey.of("eve"));
    static final int PIECE_BYTES = 4_096;

    private KillTarget() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        int firstSlot = Integer.parseInt(arguments[2]);
        int items = Integer.parseInt(arguments[3]);
        int dieAt = Integer.parseInt(arguments[4]);
        PrintStream out = System.out;
        AtomicInteger step = new AtomicInteger();
        Runnable point = () -> {
            if (step.incrementAndGet() == dieAt) {
                Runtime.getRuntime().halt(137);
            }
            if (dieAt == 0) {
                // slow steps are hit more often
                LockSupport.parkNanos(500_000);
            }
        };
        Node node = open(home, seed, dieAt == 0 ? 12 : 1, point);
        LearningQueue queue = node.bean(LearningQueue.class);
        Set<UUID> open = open(node);
        out.println("READY");
        queue.start();
        Instant start = Instant.now();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                for (UUID ticket : open) {
                    queue.await(ticket, Duration.ofMinutes(2), change -> {});
                }
                out.println("DRAINED " + Duration.between(start, Instant.now()).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Set<UUID> mine = new HashSet<>();
        for (int slot = firstSlot; items >= 0 && (items == 0 || slot < firstSlot + items); slot++) {
            LearningTicket ticket = queue.submit(teaching(slot));
            out.println("ACK " + slot + " " + ticket.id());
            mine.add(ticket.id());
            while (items == 0 && open(node).size() > 6) {
                Thread.sleep(3);
            }
        }
        mine.addAll(open);
        for (UUID ticket : mine) {
            queue.await(ticket, Duration.ofMinutes(2), change -> {});
        }
        node.close();
        out.println("STEPS " + step.get());
    }

    static Teaching teaching(int slot) {
        return new Teaching(
                AGENTS.get(slot % AGENTS.size()),
                LedgerKind.FACT,
                Integer.toString(slot),
                null,
                List.of(LedgerRow.question("What is in slot " + slot + "?", "number " + slot)),
                LedgerTrust.OPERATOR,
                1,
                null,
                null,
                "slot-" + slot);
    }

    /** A node on the data folder whose disk takes a file in pieces; each step of disk and database is a point to die at. */
    static Node open(Path home, long seed, int maxSleepMs, Runnable point) throws Exception {
        AdapterStore store = new AdapterStore(home, new PointedFiles(point));
        Map<String, Object> deviations = new HashMap<>();
        deviations.put("poll", Duration.ofMillis(20));
        deviations.put("itemsPerAgentPerHour", 1_000_000);
        deviations.put("versionsPerAgent", 1_000_000);
        deviations.put("versionsPerTenant", 1_000_000);
        // the kills are not the jobs' fault: none is given up for them
        deviations.put("maxAttempts", 1_000_000);
        Node node = new Node(
                home,
                List.of(store, new SlotTraining(store, seed, maxSleepMs), new AdapterInspection(SlotTraining.SHAPE)),
                deviations,
                where -> point.run());
        AGENTS.forEach(agent -> node.bean(Agents.class).create(agent, agent.id()));
        return node;
    }

    /** The jobs that have not ended. */
    static Set<UUID> open(Node node) {
        return Set.copyOf(node.bean(OpenJobs.class).ids());
    }

    /** Dies before and after each step of the disk. */
    static final class PointedFiles extends DiskFiles {

        private final Runnable point;

        PointedFiles(Runnable point) {
            this.point = point;
        }

        @Override
        FileChannel create(Path file) throws IOException {
            point.run();
            FileChannel channel = super.create(file);
            point.run();
            return channel;
        }

        @Override
        int write(FileChannel channel, ByteBuffer rest) throws IOException {
            ByteBuffer piece = rest.slice(rest.position(), Math.min(rest.remaining(), PIECE_BYTES));
            int written = super.write(channel, piece);
            rest.position(rest.position() + written);
            point.run();
            return written;
        }

        @Override
        void force(Path file, FileChannel channel) throws IOException {
            super.force(file, channel);
            point.run();
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            super.rename(from, to);
            point.run();
        }

        @Override
        void syncFolder(Path folder) throws IOException {
            super.syncFolder(folder);
            point.run();
        }
    }
}
