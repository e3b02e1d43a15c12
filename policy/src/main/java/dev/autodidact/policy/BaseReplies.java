package dev.autodidact.policy;

import dev.autodidact.model.LanguageModel;
import dev.autodidact.sft.BaseAnswers;
import dev.autodidact.sft.RowPrompts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The base's own answers to questions as text. */
final class BaseReplies {
    private static final int MAX_TOKENS = 48;

    private final LanguageModel model;
    private final RowPrompts prompts;
    private final BaseAnswers answers;

    BaseReplies(LanguageModel model, RowPrompts prompts) {
        this.model = model;
        this.prompts = prompts;
        this.answers = new BaseAnswers(model, MAX_TOKENS);
    }

    /** Answers by question; a question whose answer does not end within the bound, or is empty, is left out. */
    Map<String, String> of(List<String> questions) {
        List<int[]> found =
                answers.of(questions.stream().map(q -> prompts.prompt(q, 0)).toList());
        Map<String, String> out = new HashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            String text = found.get(i) == null
                    ? ""
                    : model.tokenizer().decode(found.get(i), true).strip();
            if (!text.isEmpty()) {
                out.put(questions.get(i), text);
            }
        }
        return out;
    }
}
