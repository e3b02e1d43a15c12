package dev.autodidact.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings the events of a step to their readers. To wake the reader of a row can take as long as the row's share of the step,
 * so that of many rows is done by a thread of its own beside the next step; of few it is done at once, without its delay.
 */
final class Courier implements AutoCloseable {
    private static final int FEW = 2;

    private record Letter(BatchStream stream, BatchEvent event) {}

    private final LinkedBlockingQueue<List<Letter>> handed = new LinkedBlockingQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Thread thread;
    private List<Letter> open = new ArrayList<>();
    private volatile boolean closed;

    Courier() {
        thread = Thread.ofPlatform().name("decode-events").daemon().start(this::run);
    }

    /** Takes an event; for the thread that decodes only. */
    void add(BatchStream stream, BatchEvent event) {
        open.add(new Letter(stream, event));
    }

    /** Sends off what was taken. A stream's events stay in their order: none is brought at once while others are under way. */
    void send() {
        if (open.isEmpty()) {
            return;
        }
        if (open.size() <= FEW && underWay.get() == 0) {
            bring(open);
            open.clear();
            return;
        }
        underWay.incrementAndGet();
        handed.add(open);
        open = new ArrayList<>();
    }

    private static void bring(List<Letter> letters) {
        letters.forEach(letter -> letter.stream().arrive(letter.event()));
    }

    private void run() {
        boolean interrupted = false;
        while (!closed || underWay.get() > 0) {
            try {
                bring(handed.take());
                underWay.decrementAndGet();
            } catch (InterruptedException e) {
                interrupted = true; // by close: what is under way arrives first
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends all and waits until it has arrived; by the thread that decodes. */
    @Override
    public void close() {
        send();
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
