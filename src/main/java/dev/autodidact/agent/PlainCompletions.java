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
        Shown shown = new Shown(onText);
        VisibleText visible = new VisibleText(shown.text::append, shown.thought::append, callable);
        GeneratedText text = generator.generate(prompt(request), piece -> {
            visible.accept(piece.text());
            return shown.pass(piece.tokens());
        });
        ParsedReply reply = ToolCallParser.parse(text.text());
        // a call that cannot be read stays in the text as it was written
        boolean called =
                callable && reply.errors().isEmpty() && !reply.toolCalls().isEmpty();
        visible.finish(!called);
        shown.rest();
        List<CompletionRequest.Call> calls = !called
                ? List.of()
                : reply.toolCalls().stream()
                        .map(call -> new CompletionRequest.Call(call.name(), call.argumentsJson()))
                        .toList();
        return new CompletionAnswer(
                called ? reply.text() : shown.text.toString(),
                shown.thought.toString(),
                calls,
                text.promptTokens(),
                text.cachedTokens(),
                text.tokens(),
                text.truncated());
    }

    /** What was made of an answer so far, and how much of it was passed on. */
    private static final class Shown {
        private final Predicate<TextPiece> onText;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thought = new StringBuilder();
        private int texts;
        private int thoughts;

        Shown(Predicate<TextPiece> onText) {
            this.onText = onText;
        }

        boolean pass(List<TokenChoice> tokens) {
            TextPiece piece = new TextPiece(text.substring(texts), thought.substring(thoughts), tokens);
            texts = text.length();
            thoughts = thought.length();
            return onText.test(piece);
        }

        void rest() {
            if (texts < text.length() || thoughts < thought.length()) {
                pass(List.of());
            }
        }
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
