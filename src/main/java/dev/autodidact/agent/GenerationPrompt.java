package dev.autodidact.agent;

import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.ToolDefinition;
import java.util.List;

/**
 * What the model is asked to continue.
 *
 * @param turns the conversation so far
 * @param tools the tools it may call
 * @param adapter the adapter version to answer with, null for the bare base model
 * @param policy the policy that is stacked under it, null for none
 * @param options how the answer is written
 */
public record GenerationPrompt(
        List<ChatTurn> turns, List<ToolDefinition> tools, String adapter, String policy, GenerationOptions options) {

    public GenerationPrompt {
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
    }

    /** Without a policy. */
    public GenerationPrompt(
            List<ChatTurn> turns, List<ToolDefinition> tools, String adapter, GenerationOptions options) {
        this(turns, tools, adapter, null, options);
    }
}
