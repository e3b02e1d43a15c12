package dev.autodidact.memory;

/** Small helps of the tests. */
final class Rigs {

    private Rigs() {}

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
