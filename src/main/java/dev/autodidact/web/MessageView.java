package dev.autodidact.web;

import dev.autodidact.memory.StoredMessage;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * A message in the HTTP contract.
 *
 * @param id its id
 * @param role {@code user}, {@code assistant} or {@code tool}
 * @param content the text as the model wrote or saw it
 * @param tool the tool that answers, or null
 * @param adapter the adapter version that wrote it, or null
 * @param created when it was stored
 */
public record MessageView(UUID id, String role, String content, String tool, String adapter, Instant created) {

    static MessageView of(StoredMessage message) {
        return new MessageView(
                message.id(),
                message.role().name().toLowerCase(Locale.ROOT),
                message.content(),
                message.toolName(),
                message.adapter(),
                message.created());
    }
}
