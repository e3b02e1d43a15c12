package dev.autodidact.agent;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The bounded pool of platform threads on which the model writes. */
@ApplicationScoped
class GenerationPool {

    private final ThreadPoolExecutor threads;
    private final int capacity;

    GenerationPool(ChatSettings settings) {
        this.capacity = settings.generationQueue();
        this.threads = new ThreadPoolExecutor(
                settings.generationThreads(),
                settings.generationThreads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(capacity),
                Thread.ofPlatform().name("generation-", 0).daemon().factory());
    }

    /**
     * Runs a task when a thread is free.
     *
     * @throws ModelBusyException where too many wait
     */
    void run(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw new ModelBusyException(capacity);
        }
    }

    /** Whether what is being written may go on. */
    boolean open() {
        return !threads.isShutdown();
    }

    /** Ends what is being written at its next token, and waits for it: the engine must not be used while it goes down. */
    @PreDestroy
    void stop() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
