package dev.autodidact.sft;

import dev.autodidact.model.Completion;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the base model, adapter off, answers to a prompt. Greedy; answers are kept, since the base never changes. In f32: what
 * is kept already decides which prompts share a batch, and in bf16 an answer could hang on its neighbours.
 */
public final class BaseAnswers {
    private static final int KEPT = 16_384;
    private static final int BATCH = 48;
    private static final int[] NONE = {};

    private final LanguageModel model;
    private final int maxTokens;
    private final Map<List<Integer>, int[]> known;

    /** @param maxTokens an answer that does not end within so many tokens is none */
    public BaseAnswers(LanguageModel model, int maxTokens) {
        this(model, maxTokens, KEPT);
    }

    BaseAnswers(LanguageModel model, int maxTokens, int kept) {
        this.model = model;
        this.maxTokens = maxTokens;
        this.known = new Recent<>(kept);
    }

    /**
     * The answers' tokens without end marker, in order; null where an answer is empty or did not end within the bound, or where
     * the prompt fills the context.
     */
    public synchronized List<int[]> of(List<int[]> prompts) {
        // beside the kept ones, which may fall out while others come in
        Map<List<Integer>, int[]> found = new HashMap<>();
        List<int[]> missing = new ArrayList<>();
        for (int[] prompt : prompts) {
            int[] answer = known.get(key(prompt));
            if (answer != null) {
                found.put(key(prompt), answer);
            } else if (found.put(key(prompt), NONE) == null && prompt.length < model.contextLength()) {
                missing.add(prompt);
            }
        }
        // neighbours in length share a batch
        missing.sort(java.util.Comparator.comparingInt((int[] p) -> p.length).thenComparing(Arrays::compare));
        List<Supplier<List<Completion>>> batches = new ArrayList<>();
        for (int from = 0; from < missing.size(); from += BATCH) {
            List<int[]> some = missing.subList(from, Math.min(missing.size(), from + BATCH));
            batches.add(() -> generated(some));
        }
        int at = 0;
        for (List<Completion> batch : EngineThread.all(batches)) {
            for (Completion completion : batch) {
                boolean ended = completion.finish() == Completion.Finish.STOP;
                int[] answer = ended ? completion.tokens() : NONE;
                List<Integer> key = key(missing.get(at++));
                known.put(key, answer);
                found.put(key, answer);
            }
        }
        List<int[]> answers = new ArrayList<>();
        for (int[] prompt : prompts) {
            int[] answer = found.get(key(prompt));
            answers.add(answer.length == 0 ? null : answer);
        }
        return answers;
    }

    private List<Completion> generated(List<int[]> prompts) {
        return model.generate(
                prompts.stream()
                        .map(p -> new GenerationRequest(
                                p,
                                null,
                                Sampling.greedy(),
                                maxTokens,
                                model.config().eosIds()))
                        .toList(),
                Precision.F32);
    }

    private static List<Integer> key(int[] prompt) {
        return Arrays.stream(prompt).boxed().toList();
    }
}
