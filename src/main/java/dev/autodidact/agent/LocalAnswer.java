package dev.autodidact.agent;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.autodidact.model.ParsedReply;
import dev.autodidact.model.ToolCallParser;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The engine's text as LangChain4j's response. A call that cannot be read stays in the text as it was written. */
final class LocalAnswer {

    private LocalAnswer() {}

    static ChatResponse response(GeneratedText generated, String modelName) {
        AiMessage message = message(generated.text());
        FinishReason finish = message.hasToolExecutionRequests()
                ? FinishReason.TOOL_EXECUTION
                : generated.truncated() ? FinishReason.LENGTH : FinishReason.STOP;
        return ChatResponse.builder()
                .id(UUID.randomUUID().toString())
                .aiMessage(message)
                .modelName(modelName)
                .tokenUsage(new TokenUsage(generated.promptTokens(), generated.tokens()))
                .finishReason(finish)
                .build();
    }

    /** Whether a text holds no call, not even one that cannot be read. */
    static boolean plain(GeneratedText generated) {
        ParsedReply reply = ToolCallParser.parse(generated.text());
        return reply.toolCalls().isEmpty() && reply.errors().isEmpty();
    }

    /** The message as the model wrote it, calls included. */
    static String text(AiMessage message) {
        StringBuilder text = new StringBuilder(message.text() == null ? "" : message.text());
        for (ToolExecutionRequest call : message.toolExecutionRequests()) {
            text.append(VisibleText.CALL)
                    .append("{\"name\":")
                    .append(TextNode.valueOf(call.name()))
                    .append(",\"arguments\":")
                    .append(call.arguments())
                    .append('}')
                    .append("</tool_call>");
        }
        return text.toString();
    }

    /** A text of the model as a message: with its calls where all of them can be read. */
    static AiMessage message(String text) {
        ParsedReply reply = ToolCallParser.parse(text);
        if (!reply.errors().isEmpty()) {
            return AiMessage.from(text);
        }
        List<ToolExecutionRequest> requests = new ArrayList<>();
        reply.toolCalls()
                .forEach(call -> requests.add(ToolExecutionRequest.builder()
                        .id("call_" + requests.size())
                        .name(call.name())
                        .arguments(call.argumentsJson())
                        .build()));
        return AiMessage.builder()
                .text(reply.text())
                .thinking(reply.reasoning().isEmpty() ? null : reply.reasoning())
                .toolExecutionRequests(requests)
                .build();
    }
}
