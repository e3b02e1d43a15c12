package dev.autodidact.memory;

import java.time.Instant;
import java.util.UUID;

/**
 * One durable message of a conversation.
 *
 * @param id names the message, for feedback and provenance
 * @param position its place in the conversation, from 0
 * @param role who speaks
 * @param content the text; for a call the model's own words with the call in them
 * @param toolName the tool called ({@link Role#ASSISTANT}) or answering ({@link Role#TOOL}); null where none is
 * @param toolArguments the call's arguments as JSON; null where there is no call
 * @param adapter the adapter version that wrote it, null for the base model and for other speakers
 * @param created when it was stored
 */
public record StoredMessage(
        UUID id,
        int position,
        Role role,
        String content,
        String toolName,
        String toolArguments,
        String adapter,
        Instant created) {

    /** Who speaks in a conversation. */
    public enum Role {
        USER,
        ASSISTANT,
        TOOL
    }
}
