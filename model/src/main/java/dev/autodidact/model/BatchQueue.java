package dev.autodidact.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for the thread of a {@link BatchScheduler}: texts in their order, and versions to be forgotten. */
final class BatchQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Deque<Entry> entries = new ArrayDeque<>();
    private Set<String> forgotten = new HashSet<>();
    private boolean closed;

    /** A text and where its tokens go. */
    record Entry(BatchRequest request, BatchStream stream) {}

    /**
     * Adds a text.
     *
     * @param most how many may wait
     */
    BatchStream add(BatchRequest request, int most) {
        BatchStream stream = new BatchStream();
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the scheduler is closed");
            }
            if (entries.size() >= most) {
                throw new BatchFullException(entries.size());
            }
            entries.add(new Entry(request, stream));
            work.signal();
        } finally {
            lock.unlock();
        }
        return stream;
    }

    void forget(Set<String> versions) {
        lock.lock();
        try {
            forgotten.addAll(versions);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The versions to be forgotten since the last call. */
    Set<String> forgotten() {
        lock.lock();
        try {
            Set<String> now = forgotten;
            forgotten = new HashSet<>();
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** The next text that is still wanted, or null; those before it that were cancelled are told their end. */
    Entry peek() {
        lock.lock();
        try {
            while (!entries.isEmpty() && entries.peek().stream().cancelled()) {
                entries.remove().stream().tell(new BatchEvent.End(Completion.Finish.CANCELLED, 0));
            }
            return entries.peek();
        } finally {
            lock.unlock();
        }
    }

    Entry take() {
        lock.lock();
        try {
            return entries.remove();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to do. */
    void await() {
        lock.lock();
        try {
            while (entries.isEmpty() && forgotten.isEmpty() && !closed) {
                work.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more texts, and ends those that wait. */
    void close() {
        lock.lock();
        try {
            closed = true;
            entries.forEach(e -> e.stream().tell(new BatchEvent.End(Completion.Finish.CANCELLED, 0)));
            entries.clear();
            work.signal();
        } finally {
            lock.unlock();
        }
    }
}
