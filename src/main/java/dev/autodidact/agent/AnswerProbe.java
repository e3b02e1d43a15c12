package dev.autodidact.agent;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Asks two versions the same questions, each alone and without a conversation. */
@ApplicationScoped
public class AnswerProbe {

    private static final int MAX_TOKENS = 32;

    private final LocalChatModel model;
    private final TextGenerator generator;

    AnswerProbe(LocalChatModel model, TextGenerator generator) {
        this.model = model;
        this.generator = generator;
    }

    /**
     * What both said.
     *
     * @param question the question
     * @param one the first version's answer
     * @param other the second version's answer
     * @param changed whether they differ
     */
    public record Pair(String question, String one, String other, boolean changed) {}

    /** Asks greedily; null is the bare base model. */
    public List<Pair> ask(List<String> questions, String one, String other) {
        return questions.stream()
                .map(question -> {
                    String first = answer(question, one);
                    String second = answer(question, other);
                    return new Pair(question, first, second, !first.equals(second));
                })
                .toList();
    }

    private String answer(String question, String adapter) {
        return model.chat(ChatRequest.builder()
                        .messages(UserMessage.from(question))
                        .modelName(new ModelName(generator.baseId(), adapter).toString())
                        .temperature(0.0)
                        .maxOutputTokens(MAX_TOKENS)
                        .build())
                .aiMessage()
                .text();
    }
}
