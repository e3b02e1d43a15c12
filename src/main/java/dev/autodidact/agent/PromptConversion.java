package dev.autodidact.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.Sampling;
import dev.autodidact.model.ToolCall;
import dev.autodidact.model.ToolDefinition;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.List;

/** LangChain4j's request as the engine's prompt. */
final class PromptConversion {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PromptConversion() {}

    static GenerationPrompt prompt(ChatRequest request, ChatSettings settings, String tenant) {
        double temperature = request.temperature() == null ? settings.temperature() : request.temperature();
        double topP = request.topP() == null ? settings.topP() : request.topP();
        int maxTokens = request.maxOutputTokens() == null ? settings.maxTokens() : request.maxOutputTokens();
        List<ToolSpecification> tools = request.toolSpecifications() == null ? List.of() : request.toolSpecifications();
        ModelName name = request.modelName() == null ? new ModelName("", null) : ModelName.parse(request.modelName());
        return new GenerationPrompt(
                request.messages().stream().map(PromptConversion::turn).toList(),
                tools.stream().map(PromptConversion::definition).toList(),
                name.adapter(),
                name.policy(),
                new GenerationOptions(
                        tenant,
                        new Sampling(temperature, topP, 0),
                        maxTokens,
                        request.stopSequences() == null ? List.of() : request.stopSequences(),
                        -1,
                        null));
    }

    private static ChatTurn turn(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> ChatTurn.system(system.text());
            case UserMessage user -> ChatTurn.user(user.singleText());
            case ToolExecutionResultMessage result -> ChatTurn.tool(result.text());
            case AiMessage assistant ->
                new ChatTurn(
                        "assistant",
                        assistant.text(),
                        assistant.toolExecutionRequests().stream()
                                .map(call -> new ToolCall(call.name(), call.arguments()))
                                .toList());
            default -> throw new IllegalArgumentException("messages of type " + message.type() + " are not supported");
        };
    }

    static ToolDefinition definition(ToolSpecification tool) {
        try {
            String parameters = tool.parameters() == null
                    ? "{\"type\":\"object\",\"properties\":{}}"
                    : JSON.writeValueAsString(JsonSchemaElementUtils.toMap(tool.parameters()));
            return new ToolDefinition(tool.name(), tool.description() == null ? "" : tool.description(), parameters);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the parameters of tool " + tool.name() + " cannot be written as JSON", e);
        }
    }
}
