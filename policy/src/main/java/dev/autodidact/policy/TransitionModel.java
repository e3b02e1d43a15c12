package dev.autodidact.policy;

import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Scores;
import dev.autodidact.sft.RowPrompts;
import java.util.ArrayList;
import java.util.List;

/**
 * Learns to predict what an environment shows next: every observed token is a target, nothing is asked. What it is worth is
 * the log-loss of held-out tasks' observations.
 *
 * @param before log-loss of the base on held-out observations, nats per token
 * @param after the same with the trained adapter
 * @param trainedTokens observed tokens, over all steps
 * @param adapter the trained weights
 */
public record TransitionModel(double before, double after, int trainedTokens, Adapter adapter) {
    private static final int ROWS = 8;

    /**
     * Trains on as many tasks as fill the recipe's steps with {@value #ROWS} each.
     *
     * @param recipe rank, alpha, rate, steps and seed are used; there is no budget and there are no anchors
     * @param heldOut held-out tasks
     * @throws IllegalArgumentException if {@code heldOut} is not above 0
     */
    public static TransitionModel learn(
            LanguageModel model,
            RowPrompts prompts,
            Environment environment,
            InnerRecipe recipe,
            int heldOut,
            Precision precision) {
        if (heldOut < 1) {
            throw new IllegalArgumentException("held-out tasks are " + heldOut + ", at least 1 is needed");
        }
        Adapter start = Adapter.initial(model.config(), new LoraConfig(recipe.rank(), recipe.alpha()), recipe.seed());
        PackedBatch exam = PackedBatch.of(examples(prompts, environment, Split.HELD_OUT, recipe.seed(), 0, heldOut));
        int tokens = 0;
        try (LoraTraining training = model.training(List.of(start), AdamW.standard(), precision)) {
            for (int step = 0; step < recipe.steps(); step++) {
                List<Example> rows =
                        examples(prompts, environment, Split.TRAIN, recipe.seed(), step * (long) ROWS, ROWS);
                tokens += rows.stream().mapToInt(Example::length).sum();
                training.step(PackedBatch.of(rows), recipe.rate(step));
            }
            Adapter trained = training.adapters().getFirst();
            return new TransitionModel(
                    loss(model.score(exam, List.of(), precision)),
                    loss(model.score(exam, List.of(trained), precision)),
                    tokens,
                    trained);
        }
    }

    private static List<Example> examples(
            RowPrompts prompts, Environment environment, Split split, long seed, long from, int count) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Task task = environment.task(split, seed * 1_000_000 + from + i);
            examples.add(prompts.statement(String.join("\n", task.observations())));
        }
        return examples;
    }

    private static double loss(Scores scores) {
        double sum = 0;
        int targets = 0;
        for (Scores.Row row : scores.rows().getFirst()) {
            sum -= row.logProbability();
            targets += row.targets();
        }
        return sum / targets;
    }
}
