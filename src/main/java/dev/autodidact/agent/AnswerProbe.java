package dev.autodidact.agent;

import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.Sampling;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Asks two versions the same questions, each alone and without a conversation. */
@ApplicationScoped
public class AnswerProbe {

    private static final int MAX_TOKENS = 32;

    private final TextGenerator generator;

    AnswerProbe(TextGenerator generator) {
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

    /**
     * Asks greedily; null is the bare base model.
     *
     * @param tenant whose questions they are: what the model keeps of them is kept for nobody else
     */
    public List<Pair> ask(String tenant, List<String> questions, String one, String other) {
        return questions.stream()
                .map(question -> {
                    String first = answer(tenant, question, one);
                    String second = answer(tenant, question, other);
                    return new Pair(question, first, second, !first.equals(second));
                })
                .toList();
    }

    private String answer(String tenant, String question, String adapter) {
        return generator
                .generate(
                        new GenerationPrompt(
                                List.of(ChatTurn.user(question)),
                                List.of(),
                                adapter,
                                new GenerationOptions(tenant, Sampling.greedy(), MAX_TOKENS, List.of(), -1, null)),
                        piece -> true)
                .text();
    }
}
