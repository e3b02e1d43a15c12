package dev.autodidact.agent;

import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.Sampling;
import dev.autodidact.model.ToolDefinition;
import java.util.List;

/**
 * What the model is asked to continue.
 *
 * @param turns the conversation so far
 * @param tools the tools it may call
 * @param adapter the adapter version to answer with, null for the bare base model
 * @param sampling how tokens are chosen
 * @param maxTokens how many tokens the answer may have
 */
public record GenerationPrompt(
        List<ChatTurn> turns, List<ToolDefinition> tools, String adapter, Sampling sampling, int maxTokens) {

    public GenerationPrompt {
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
    }
}
