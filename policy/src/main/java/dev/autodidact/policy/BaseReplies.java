package dev.autodidact.policy;

import dev.autodidact.model.Completion;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import dev.autodidact.sft.RowPrompts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The base's own greedy answers to questions, kept; in f32, so that they do not hang on what shares the batch. */
final class BaseReplies {
    private static final int BATCH = 64;
    private static final int MAX_TOKENS = 48;
    private static final int KEPT = 20_000;

    private final LanguageModel model;
    private final RowPrompts prompts;
    private final Map<String, String> known = new LinkedHashMap<>();

    BaseReplies(LanguageModel model, RowPrompts prompts) {
        this.model = model;
        this.prompts = prompts;
    }

    /** Answers by question; a question whose answer does not end within the bound, or is empty, is left out. */
    synchronized Map<String, String> of(List<String> questions) {
        if (known.size() > KEPT) {
            known.clear();
        }
        List<String> missing = new LinkedHashSet<>(questions)
                .stream().filter(q -> !known.containsKey(q)).toList();
        for (int from = 0; from < missing.size(); from += BATCH) {
            List<String> some = missing.subList(from, Math.min(missing.size(), from + BATCH));
            List<Completion> replies = model.generate(
                    some.stream()
                            .map(q -> new GenerationRequest(
                                    prompts.prompt(q, 0),
                                    null,
                                    Sampling.greedy(),
                                    MAX_TOKENS,
                                    model.config().eosIds()))
                            .toList(),
                    Precision.F32);
            for (int i = 0; i < some.size(); i++) {
                boolean ended = replies.get(i).finish() == Completion.Finish.STOP;
                known.put(
                        some.get(i),
                        ended
                                ? model.tokenizer()
                                        .decode(replies.get(i).tokens(), true)
                                        .strip()
                                : "");
            }
        }
        Map<String, String> out = new HashMap<>();
        for (String q : questions) {
            if (!known.get(q).isEmpty()) {
                out.put(q, known.get(q));
            }
        }
        return out;
    }
}
