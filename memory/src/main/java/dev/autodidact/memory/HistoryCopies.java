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
 * Copies of the ends of conversations, so that a turn need not read its texts from the database. A copy is used only where
 * it ends with the last message that the database has, so it can never be stale.
 */
@ApplicationScoped
class HistoryCopies {

    private static final Logger LOG = Logger.getLogger(HistoryCopies.class);
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
    private static final TypeReference<List<StoredMessage>> MESSAGES = new TypeReference<>() {};
    private static final Duration KEPT = Duration.ofHours(1);

    private final NodeExchange exchange;

    HistoryCopies(NodeExchange exchange) {
        this.exchange = exchange;
    }

    /**
     * The last messages of a conversation.
     *
     * @param size how many the database has
     */
    Optional<List<StoredMessage>> find(UUID conversation, int size, int limit) {
        return exchange.copy(key(conversation)).flatMap(HistoryCopies::read).flatMap(copy -> {
            int wanted = Math.min(limit, size);
            boolean whole =
                    copy.size() >= wanted && !copy.isEmpty() && copy.getLast().position() == size - 1;
            return whole ? Optional.of(copy.subList(copy.size() - wanted, copy.size())) : Optional.empty();
        });
    }

    void keep(UUID conversation, List<StoredMessage> messages) {
        try {
            exchange.keep(key(conversation), JSON.writeValueAsString(messages), KEPT);
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
