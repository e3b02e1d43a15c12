package dev.autodidact.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** For tests of the HTTP contract only: says what the test has put in; nothing of the engine is loaded. */
@Alternative
@ApplicationScoped
public class ScriptedModel implements TextGenerator {

    /** Where an answer holds this, the model breaks. */
    public static final String BREAK = "\u0007";

    /** Where an answer holds this, the model says " on" until it is stopped. */
    public static final String ENDLESS = "\u0005";

    private final Deque<String> answers = new ArrayDeque<>();
    private final List<GenerationPrompt> prompts = new ArrayList<>();

    /** The next answers; after them the model says "OK.". */
    public synchronized void say(String... texts) {
        answers.clear();
        answers.addAll(List.of(texts));
        prompts.clear();
    }

    /** What the model was asked since the last {@link #say}. */
    public synchronized List<GenerationPrompt> prompts() {
        return List.copyOf(prompts);
    }

    @Override
    public String baseId() {
        return "scripted";
    }

    @Override
    public String baseHash() {
        return "0".repeat(64);
    }

    @Override
    public int contextLength() {
        return 2_000;
    }

    @Override
    public int promptTokens(GenerationPrompt prompt) {
        return prompt.turns().stream().mapToInt(turn -> turn.content().length()).sum();
    }

    @Override
    public synchronized GeneratedText generate(GenerationPrompt prompt, Predicate<TextPiece> onText) {
        prompts.add(prompt);
        String answer = answers.isEmpty() ? "OK." : answers.poll();
        boolean endless = answer.contains(ENDLESS);
        String text = endless ? answer.substring(0, answer.indexOf(ENDLESS)) : answer;
        for (int i = 0; i < text.length(); i += 3) {
            if (text.startsWith(BREAK, i)) {
                throw new IllegalStateException("the model broke on purpose");
            }
            onText.test(new TextPiece(text.substring(i, Math.min(text.length(), i + 3)), List.of()));
        }
        return endless
                ? goOn(prompt, text, onText)
                : new GeneratedText(text, promptTokens(prompt), 0, text.length(), false);
    }

    private GeneratedText goOn(GenerationPrompt prompt, String beginning, Predicate<TextPiece> onText) {
        StringBuilder text = new StringBuilder(beginning);
        while (onText.test(new TextPiece(" on", List.of()))) {
            text.append(" on");
            LockSupport.parkNanos(1_000_000);
        }
        return new GeneratedText(text.toString(), promptTokens(prompt), 0, text.length(), false);
    }
}
