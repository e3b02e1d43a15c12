package dev.autodidact.agent;

import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.ParsedReply;
import dev.autodidact.model.Sampling;
import dev.autodidact.model.ToolCall;
import dev.autodidact.model.ToolCallParser;
import dev.autodidact.model.ToolDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Predicate;

/** Continues conversations as they are given; tools are only offered, never carried out. */
@ApplicationScoped
public class PlainCompletions {

    private final TextGenerator generator;
    private final ChatSettings settings;

    PlainCompletions(TextGenerator generator, ChatSettings settings) {
        this.generator = generator;
        this.settings = settings;
    }

    /**
     * Writes one answer and waits for its end: call it on a virtual thread.
     *
     * @param onText gets what a person should see as it comes, calls not included; false ends the answer
     * @throws ModelBusyException where as many wait as may
     * @throws PromptTooLongException where the conversation does not fit into the context
     */
    public CompletionAnswer complete(CompletionRequest request, Predicate<TextPiece> onText) {
        boolean callable = !request.tools().isEmpty();
        StringBuilder visible = new StringBuilder();
        StringBuilder shown = new StringBuilder();
        VisibleText calls = new VisibleText(visible::append);
        GeneratedText text = generator.generate(prompt(request), piece -> {
            if (!callable) {
                return onText.test(piece);
            }
            calls.accept(piece.text());
            String fresh = visible.substring(shown.length());
            shown.append(fresh);
            return onText.test(new TextPiece(fresh, piece.tokens()));
        });
        if (!callable) {
            return answer(text.text(), List.of(), text);
        }
        ParsedReply reply = ToolCallParser.parse(text.text());
        if (!reply.errors().isEmpty() || reply.toolCalls().isEmpty()) {
            // a call that cannot be read stays in the text as it was written
            tell(text.text().substring(shown.length()), onText);
            return answer(text.text(), List.of(), text);
        }
        return answer(
                reply.text(),
                reply.toolCalls().stream()
                        .map(call -> new CompletionRequest.Call(call.name(), call.argumentsJson()))
                        .toList(),
                text);
    }

    private static void tell(String rest, Predicate<TextPiece> onText) {
        if (!rest.isEmpty()) {
            onText.test(new TextPiece(rest, List.of()));
        }
    }

    private static CompletionAnswer answer(String content, List<CompletionRequest.Call> calls, GeneratedText text) {
        return new CompletionAnswer(
                content, calls, text.promptTokens(), text.cachedTokens(), text.tokens(), text.truncated());
    }

    private GenerationPrompt prompt(CompletionRequest request) {
        double temperature = request.temperature() == null ? settings.temperature() : request.temperature();
        double topP = request.topP() == null ? settings.topP() : request.topP();
        return new GenerationPrompt(
                request.messages().stream().map(PlainCompletions::turn).toList(),
                request.tools().stream()
                        .map(tool -> new ToolDefinition(tool.name(), tool.description(), tool.parametersJson()))
                        .toList(),
                request.model().adapter(),
                null,
                new GenerationOptions(
                        request.model().tenant(),
                        new Sampling(temperature, topP, request.seed()),
                        request.maxTokens() == null ? settings.maxTokens() : request.maxTokens(),
                        request.stop(),
                        request.topLogprobs(),
                        request.form()));
    }

    private static ChatTurn turn(CompletionRequest.Message message) {
        return new ChatTurn(
                message.role(),
                message.content(),
                message.calls().stream()
                        .map(call -> new ToolCall(call.name(), call.arguments()))
                        .toList());
    }
}
