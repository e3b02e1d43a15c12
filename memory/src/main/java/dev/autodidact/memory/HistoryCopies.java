package dev.autodidact.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Copies of the ends of conversations, so that a turn reads from the database only what was said since. A copy counts only
 * where the database has the message it ends with; since histories only grow, what stands before that one is right too.
 */
@ApplicationScoped
class HistoryCopies {

    private static final Logger LOG = Logger.getLogger(HistoryCopies.class);
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
    private static final TypeReference<List<StoredMessage>> MESSAGES = new TypeReference<>() {};
    private static final int MOST = 200;
    private static final Duration KEPT = Duration.ofHours(1);

    private final NodeExchange exchange;

    HistoryCopies(NodeExchange exchange) {
        this.exchange = exchange;
    }

    /**
     * What was copied of a conversation.
     *
     * @param from the position that the first one must have
     * @return messages without gaps from there on; none where the copy does not reach back so far
     */
    List<StoredMessage> find(UUID conversation, int from) {
        List<StoredMessage> copy =
                exchange.copy(key(conversation)).flatMap(HistoryCopies::read).orElse(List.of());
        return copy.isEmpty()
                        || copy.getFirst().position() > from
                        || copy.getLast().position() < from
                ? List.of()
                : copy.subList(from - copy.getFirst().position(), copy.size());
    }

    /** Keeps the end of these: what a turn needs. */
    void keep(UUID conversation, List<StoredMessage> messages) {
        try {
            List<StoredMessage> end = messages.subList(Math.max(0, messages.size() - MOST), messages.size());
            exchange.keep(key(conversation), JSON.writeValueAsString(end), KEPT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("messages cannot be written as JSON", e);
        }
    }

    private static Optional<List<StoredMessage>> read(String json) {
        try {
            return Optional.of(JSON.readValue(json, MESSAGES));
        } catch (JsonProcessingException e) {
            LOG.warnf("a copy of a conversation cannot be read and is not used: %s", e.getOriginalMessage());
            return Optional.empty();
        }
    }

    private static String key(UUID conversation) {
        return "history:" + conversation;
    }
}
