package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Scores;
import dev.autodidact.sft.RowPrompts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a policy must leave as it is: the base's own answers to ordinary questions and to ones it cannot know. */
public final class Anchors {
    private final LanguageModel model;
    private final RowPrompts prompts;

    /** On a model, with its prompts. */
    public Anchors(LanguageModel model, RowPrompts prompts) {
        this.model = model;
        this.prompts = prompts;
    }

    /** Mean loss of probability of the base's answers under a policy. */
    public double loss(List<Task> tasks, Adapter policy) {
        List<String> questions = new ArrayList<>(InnerLoop.NEUTRAL);
        tasks.forEach(t -> questions.addAll(t.nearby()));
        Map<String, String> answers = new BaseReplies(model, prompts).of(questions);
        List<Example> rows = new ArrayList<>();
        answers.forEach((q, a) -> rows.add(prompts.question(q, a, 0)));
        if (rows.isEmpty()) {
            return 0;
        }
        PackedBatch batch = PackedBatch.of(rows);
        return mean(model.score(batch, List.of(), Precision.BF16))
                - mean(model.score(batch, List.of(policy), Precision.BF16));
    }

    private static double mean(Scores scores) {
        return scores.rows().getFirst().stream()
                .mapToDouble(r -> Math.exp(r.logProbability()))
                .average()
                .orElse(0);
    }
}
