package dev.autodidact.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Lays adapters into tables on a thread of its own, beside the steps, and packs the tables when no other has come for a
 * while: packing takes as long as some steps, a loose table makes each step longer by less.
 */
final class AdapterLoads implements AutoCloseable {
    private record Load(int slot, Adapter adapter) {}

    /**
     * What became of some loads.
     *
     * @param adapters by slot
     * @param tables with them; null where it failed
     * @param failure why, or null
     */
    record Done(Map<Integer, Adapter> adapters, List<LaidAdapters> tables, RuntimeException failure) {}

    private static final long CALM_MS = 30;
    private static final Load STOP = new Load(-1, null);

    private final LaidTables tables;
    private final LinkedBlockingQueue<Load> waiting = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Done> done = new LinkedBlockingQueue<>();
    private final Thread thread;

    AdapterLoads(LaidTables tables) {
        this.tables = tables;
        this.thread = Thread.ofPlatform().name("decode-adapters").daemon().start(this::run);
    }

    void add(int slot, Adapter adapter) {
        waiting.add(new Load(slot, adapter));
    }

    /** What has been done since the last call, or null. */
    Done poll() {
        return done.poll();
    }

    /** Waits for something to be done; null where the thread was interrupted. */
    Done await() {
        try {
            return done.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void run() {
        List<Load> now = new ArrayList<>();
        boolean loose = false;
        while (true) {
            now.clear();
            try {
                Load first = loose ? waiting.poll(CALM_MS, TimeUnit.MILLISECONDS) : waiting.take();
                if (first != null) {
                    now.add(first);
                }
            } catch (InterruptedException e) {
                return;
            }
            waiting.drainTo(now);
            if (now.contains(STOP)) {
                return;
            }
            loose = !now.isEmpty();
            Map<Integer, Adapter> adapters = new HashMap<>(); // the last one of a slot
            now.forEach(load -> adapters.put(load.slot(), load.adapter()));
            try {
                done.add(new Done(adapters, loose ? tables.lay(adapters) : tables.pack(), null));
            } catch (RuntimeException e) {
                done.add(new Done(adapters, null, e));
            } catch (Error e) {
                // somebody waits for the answer
                done.add(new Done(adapters, null, new IllegalStateException("adapters could not be laid in", e)));
            }
        }
    }

    @Override
    public void close() {
        waiting.add(STOP);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
