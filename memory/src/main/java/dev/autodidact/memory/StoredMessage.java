package dev.autodidact.memory;

import java.time.Instant;
import java.util.UUID;

/**
 * One durable message of a conversation.
 *
 * @param id names the message, for feedback and provenance
 * @param position its place in the conversation, from 0
 * @param role who speaks
 * @param content the text exactly as the model wrote or saw it, calls included
 * @param toolName the tool that answers ({@link Role#TOOL}), else null
 * @param adapter the adapter version that wrote it, null for the base model and for other speakers
 * @param created when it was stored
 */
public record StoredMessage(
        UUID id, int position, Role role, String content, String toolName, String adapter, Instant created) {

    /** Who speaks in a conversation. */
    public enum Role {
        USER,
        ASSISTANT,
        TOOL
    }
}
