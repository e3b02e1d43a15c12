package dev.autodidact.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;

/**
 * What came of a turn.
 *
 * @param reply the agent's answer
 * @param conversation the conversation
 * @param message the answer's id, for feedback
 * @param model the base model's id
 * @param adapter the adapter version that answered, null for the bare base model
 * @param toolCalls the tools called on the way
 * @param sources remembered entries that were put before the model; empty where none were
 * @param usage tokens
 */
public record TurnResult(
        String reply,
        String conversation,
        UUID message,
        String model,
        String adapter,
        List<Call> toolCalls,
        List<JsonNode> sources,
        Usage usage) {

    /**
     * A tool call and its result.
     *
     * @param name the tool
     * @param arguments as the model wrote them
     * @param result what came of it
     */
    public record Call(String name, JsonNode arguments, JsonNode result) {}

    /**
     * Tokens of all model calls of the turn.
     *
     * @param promptTokens read
     * @param completionTokens written
     * @param totalTokens both
     */
    public record Usage(int promptTokens, int completionTokens, int totalTokens) {}
}
