package dev.autodidact.agent;

import dev.autodidact.memory.AgentKey;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Lets the turns of one conversation follow one another; two conversations seldom share a lock. */
final class ConversationLocks {

    private static final int STRIPES = 256;

    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

    /** Waits for the conversation; close what is returned to let the next turn in. */
    Held hold(AgentKey agent, String conversation) throws InterruptedException {
        ReentrantLock lock = locks[Math.floorMod(31 * agent.hashCode() + conversation.hashCode(), STRIPES)];
        lock.lockInterruptibly();
        return lock::unlock;
    }

    /** A lock that is held. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
