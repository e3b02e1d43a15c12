package dev.autodidact.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A platform thread and the helpers that it has started. They take their niceness from it, so a thread that stepped back
 * has helpers that do. What is computed must not hang on who computes it: only the wall's time does.
 */
final class Crew {
    private static final int IDLE_SECONDS = 10;
    private static final ThreadLocal<Crew> MINE = ThreadLocal.withInitial(Crew::new);

    private int operatorThreads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private ExecutorService helpers;

    private Crew() {}

    /** The current thread's. */
    static Crew mine() {
        return MINE.get();
    }

    /** Threads that one operator may use, here and at the helpers. */
    void operatorThreads(int count) {
        operatorThreads = count;
        Torch.threads(count);
    }

    /** How many parts are worked on at once. */
    int size() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / operatorThreads);
    }

    /**
     * Works on all parts and waits for all of them, also where one fails or the thread is interrupted: native code does
     * not hear of it.
     *
     * @return what came out, in the order of the parts
     */
    <T> List<T> all(List<Supplier<T>> parts) {
        List<Future<T>> handed = new ArrayList<>();
        if (size() > 1 && helpers == null) {
            helpers = helpers(size() - 1);
        }
        int each = operatorThreads;
        List<T> out = new ArrayList<>();
        RuntimeException failure = null;
        for (int from = 0; from < parts.size(); from += size()) {
            handed.clear();
            List<Supplier<T>> wave = parts.subList(from, Math.min(parts.size(), from + size()));
            for (Supplier<T> part : wave.subList(1, wave.size())) {
                handed.add(helpers.submit(() -> {
                    Torch.threads(each);
                    return part.get();
                }));
            }
            try {
                out.add(wave.getFirst().get());
            } catch (RuntimeException e) {
                failure = e;
            }
            for (Future<T> part : handed) {
                try {
                    out.add(ended(part));
                } catch (RuntimeException e) {
                    failure = failure == null ? e : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
        return out;
    }

    /** They end where nothing was to do for a while, so that none are left behind by a thread that has ended. */
    private static ExecutorService helpers(int count) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("engine-helper-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static <T> T ended(Future<T> part) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return part.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    throw new IllegalStateException("a part of the work failed: " + e.getCause(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
