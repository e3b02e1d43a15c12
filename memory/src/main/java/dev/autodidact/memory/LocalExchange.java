package dev.autodidact.memory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The exchange of an installation of one node: all in this process, bounded. */
public final class LocalExchange implements NodeExchange {

    private static final Logger LOG = Logger.getLogger(LocalExchange.class);
    private static final int COPIES = 256;
    private static final int COUNTERS = 100_000;

    private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();
    private final ExecutorService calls = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("exchange").daemon().factory());
    private final Map<String, Copy> copies = eldestOut(COPIES);
    private final Map<String, Counter> counters = eldestOut(COUNTERS);

    private record Copy(String value, long endNs) {}

    private record Counter(long count, long endNs) {}

    @Override
    public void announce(String topic, String text) {
        deliver(topic, text);
    }

    @Override
    public Listening listen(String topic, Consumer<String> listener) {
        listeners.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>()).add(listener);
        return () -> listeners.get(topic).remove(listener);
    }

    @Override
    public synchronized Optional<String> copy(String key) {
        return Optional.ofNullable(copies.get(key))
                .filter(copy -> copy.endNs() - System.nanoTime() > 0)
                .map(Copy::value);
    }

    @Override
    public synchronized void keep(String key, String value, Duration longest) {
        copies.put(key, new Copy(value, System.nanoTime() + longest.toNanos()));
    }

    @Override
    public synchronized long count(String key, Duration window) {
        Counter old = counters.get(key);
        Counter next = old == null || old.endNs() - System.nanoTime() <= 0
                ? new Counter(1, System.nanoTime() + window.toNanos())
                : new Counter(old.count() + 1, old.endNs());
        counters.put(key, next);
        return next.count();
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public void close() {
        calls.shutdown();
    }

    /** Calls this process's listeners, on a thread of their own. */
    void deliver(String topic, String text) {
        List<Consumer<String>> told = listeners.getOrDefault(topic, List.of());
        if (told.isEmpty() || calls.isShutdown()) {
            return;
        }
        calls.execute(() -> {
            for (Consumer<String> listener : told) {
                try {
                    listener.accept(text);
                } catch (RuntimeException e) {
                    LOG.warnf(e, "a listener of '%s' broke", topic);
                }
            }
        });
    }

    private static <V> Map<String, V> eldestOut(int capacity) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > capacity;
            }
        };
    }
}
