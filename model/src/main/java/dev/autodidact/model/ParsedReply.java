package dev.autodidact.model;

import java.util.List;

/**
 * An assistant's reply, taken apart by {@link ToolCallParser}.
 *
 * @param text what is said to the user; the reply as it stands if there is nothing else in it
 * @param reasoning the inside of {@code <think>} blocks; empty if there is none
 * @param toolCalls the well-formed calls in their order
 * @param errors a sentence for each call that is not well formed, to be given back to the model
 */
public record ParsedReply(String text, String reasoning, List<ToolCall> toolCalls, List<String> errors) {
    public ParsedReply {
        toolCalls = List.copyOf(toolCalls);
        errors = List.copyOf(errors);
    }
}
