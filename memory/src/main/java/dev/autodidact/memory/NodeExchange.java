package dev.autodidact.memory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the nodes of one installation tell each other, beside the database: wake-ups, short-lived copies, counters. Nothing
 * acknowledged may be here only. No call throws or waits long where the other side is away: an announcement is lost then, a
 * copy is not there, a counter counts this node alone; {@link #problem} says so.
 */
public interface NodeExchange extends AutoCloseable {

    /** Tells all nodes, this one too. */
    void announce(String topic, String text);

    /** Calls the listener with each text of the topic, one at a time, until what is returned is closed. */
    Listening listen(String topic, Consumer<String> listener);

    /** The copy under this key. */
    Optional<String> copy(String key);

    /** Keeps a copy for so long at most. */
    void keep(String key, String value, Duration longest);

    /** Counts one more; gives the count since the window began. */
    long count(String key, Duration window);

    /** What is wrong with it, or empty. */
    Optional<String> problem();

    @Override
    void close();

    /** A listener that is listening. */
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
