package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryCopiesTest {

    private final LocalExchange exchange = new LocalExchange();
    private final HistoryCopies copies = new HistoryCopies(exchange);
    private final UUID conversation = UUID.randomUUID();

    @AfterEach
    void close() {
        exchange.close();
    }

    private static List<StoredMessage> messages(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new StoredMessage(
                        new UUID(7, i), i, StoredMessage.Role.USER, "message " + i, null, null, Instant.EPOCH))
                .toList();
    }

    @Test
    void aCopyGivesWhatItHasFromAPositionOn() {
        copies.keep(conversation, messages(10, 70));
        assertThat(copies.find(conversation, 10)).isEqualTo(messages(10, 70));
        assertThat(copies.find(conversation, 12)).isEqualTo(messages(12, 70));
        assertThat(copies.find(conversation, 69)).isEqualTo(messages(69, 70));
    }

    @Test
    void aCopyThatDoesNotReachThereGivesNothing() {
        copies.keep(conversation, messages(10, 70));
        assertThat(copies.find(conversation, 9)).isEmpty();
        assertThat(copies.find(conversation, 70)).isEmpty();
        assertThat(copies.find(UUID.randomUUID(), 0)).isEmpty();
        copies.keep(conversation, List.of());
        assertThat(copies.find(conversation, 0)).isEmpty();
    }

    @Test
    void ofALongConversationOnlyTheEndIsCopied() {
        copies.keep(conversation, messages(0, 20_000));
        assertThat(copies.find(conversation, 0)).isEmpty();
        assertThat(copies.find(conversation, 19_940)).isEqualTo(messages(19_940, 20_000));
    }
}
