package dev.autodidact.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.autodidact.sft.LearningTicket;

/** Hears what happens in a turn while it happens. Called from several threads, one call at a time; must not block. */
public interface TurnListener {

    /** A piece of the visible answer. */
    default void onToken(String text) {}

    /** A piece of what the model thinks before it answers. */
    default void onThought(String text) {}

    /** The model calls a tool. */
    default void onToolCall(String name, JsonNode arguments) {}

    /** The model wrote a call that cannot be read; it hears why and may try again. */
    default void onUnreadableCall(String error) {}

    /** A learning job of this turn came along. */
    default void onLearning(LearningTicket ticket) {}

    /** The tool answered. */
    default void onToolResult(String name, JsonNode result) {}
}
