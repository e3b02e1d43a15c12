package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an exchange promises, with one node and with several. */
interface NodeExchangeContract {

    Duration LONG = Duration.ofMinutes(1);

    /** The exchange under test. */
    NodeExchange exchange();

    /** The same as another node sees it. */
    NodeExchange other();

    @Test
    default void anAnnouncementReachesEachListenerOfItsTopicUntilItIsClosed() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        BlockingQueue<String> elsewhere = new LinkedBlockingQueue<>();
        NodeExchange.Listening listening = exchange().listen("a", heard::add);
        exchange().listen("b", text -> heard.add("wrong topic"));
        other().listen("a", elsewhere::add);
        awaitSubscriptions();
        other().announce("a", "first");
        exchange().announce("a", "zweite 🦊");
        // what two nodes announce has no order
        assertThat(two(heard)).containsExactlyInAnyOrder("first", "zweite 🦊");
        assertThat(two(elsewhere)).containsExactlyInAnyOrder("first", "zweite 🦊");
        listening.close();
        other().announce("a", "third");
        assertThat(elsewhere.poll(20, TimeUnit.SECONDS)).isEqualTo("third");
        assertThat(heard).isEmpty();
    }

    private static List<String> two(BlockingQueue<String> heard) throws InterruptedException {
        List<String> both = new ArrayList<>();
        both.add(heard.poll(20, TimeUnit.SECONDS));
        both.add(heard.poll(20, TimeUnit.SECONDS));
        return both;
    }

    @Test
    default void aListenerThatBreaksDoesNotSilenceTheOthers() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        exchange().listen("a", text -> {
            throw new IllegalStateException("on purpose");
        });
        exchange().listen("a", heard::add);
        awaitSubscriptions();
        exchange().announce("a", "x");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("x");
    }

    @Test
    default void aCopyIsSeenByAllAndReplaced() {
        assertThat(exchange().copy("k")).isEmpty();
        exchange().keep("k", "1", LONG);
        assertThat(other().copy("k")).contains("1");
        other().keep("k", "2", LONG);
        assertThat(exchange().copy("k")).contains("2");
        exchange().keep("short", "x", Duration.ofMillis(1));
        for (int i = 0; i < 10_000 && exchange().copy("short").isPresent(); i++) {
            Thread.onSpinWait();
        }
        assertThat(exchange().copy("short")).isEmpty();
    }

    @Test
    default void aCounterCountsAllNodesTogetherAndEachKeyAlone() {
        for (int i = 1; i <= 10; i++) {
            assertThat((i % 2 == 0 ? exchange() : other()).count("n", LONG)).isEqualTo(i);
        }
        assertThat(exchange().count("m", LONG)).isEqualTo(1);
        assertThat(exchange().problem()).isEmpty();
    }

    /** Lets subscriptions arrive, where they travel. */
    default void awaitSubscriptions() throws Exception {}
}
