package dev.autodidact.policy;

import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Turns episodes with advantages into a new policy adapter. Filter and clone is the same loss with all weights 1 on the
 * chosen episodes; the gradient of the divergence from the base is folded into the token weights (estimator k3).
 *
 * @see <a href="http://joschu.net/blog/kl-approx.html">Approximating KL divergence</a>
 */
final class PolicyUpdate implements Update {
    private final LanguageModel model;
    private final PolicyRecipe recipe;

    PolicyUpdate(LanguageModel model, PolicyRecipe recipe) {
        this.model = model;
        this.recipe = recipe;
    }

    private record Row(Turn turn, double advantage) {}

    @Override
    public Result apply(Adapter start, List<Episode> episodes, double[] advantages, long seed) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < advantages.length; i++) {
            for (Turn turn : episodes.get(i).turns()) {
                if (advantages[i] != 0 && turn.tokens().length > 0) {
                    rows.add(new Row(turn, advantages[i]));
                }
            }
        }
        return train(start, rows, recipe.algorithm() == PolicyRecipe.Algorithm.GRPO, () -> {}, seed);
    }

    /**
     * Cross-entropy on turns, whatever the algorithm.
     *
     * @param between called before each step; what it throws ends the training
     */
    Result imitate(Adapter start, List<Turn> turns, Runnable between, long seed) {
        List<Row> rows = turns.stream().map(t -> new Row(t, 1)).toList();
        return train(start, rows, false, between, seed);
    }

    private Result train(Adapter start, List<Row> rows, boolean gradient, Runnable between, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Sums sums = new Sums();
        try (LoraTraining training = model.training(List.of(start), AdamW.standard(), Precision.BF16)) {
            for (int pass = 0; pass < recipe.passes(); pass++) {
                for (List<Row> batch : batches(rows, random)) {
                    between.run();
                    step(training, batch, gradient, sums);
                }
            }
            return sums.result(training.adapters().getFirst());
        }
    }

    private List<List<Row>> batches(List<Row> rows, SplittableRandom random) {
        List<Row> rest = new ArrayList<>(rows);
        List<List<Row>> batches = new ArrayList<>();
        List<Row> batch = new ArrayList<>();
        int tokens = 0;
        while (!rest.isEmpty()) {
            Row row = rest.remove(random.nextInt(rest.size()));
            batch.add(row);
            tokens += row.turn.tokens().length;
            if (tokens >= recipe.batchTokens() || rest.isEmpty()) {
                batches.add(batch);
                batch = new ArrayList<>();
                tokens = 0;
            }
        }
        return batches;
    }

    private void step(LoraTraining training, List<Row> rows, boolean gradient, Sums sums) {
        PolicyBatch batch = PolicyBatch.of(rows.stream().map(Row::turn).toList());
        double[][] now = null;
        double[][] reference = null;
        if (gradient) {
            now = batch.byTurn(model.targetLogProbabilities(
                    batch.packed(), training.adapters().getFirst(), Precision.BF16));
            if (recipe.klWeight() > 0) {
                reference = batch.byTurn(model.targetLogProbabilities(batch.packed(), null, Precision.BF16));
            }
        }
        double[][] weights = new double[rows.size()][];
        for (int i = 0; i < weights.length; i++) {
            Row row = rows.get(i);
            weights[i] = new double[row.turn.tokens().length];
            for (int t = 0; t < weights[i].length; t++) {
                double weight = row.advantage;
                if (gradient) {
                    double ratio = Math.exp(now[i][t] - row.turn.logProbabilities()[t]);
                    sums.ratio(ratio, recipe.ratioCap());
                    weight *= Math.min(recipe.ratioCap(), ratio);
                }
                if (reference != null) {
                    double apart = Math.exp(Math.min(20, reference[i][t] - now[i][t]));
                    sums.divergence += apart - 1 - (reference[i][t] - now[i][t]);
                    weight += recipe.klWeight() * (apart - 1);
                }
                weights[i][t] = weight / batch.tokens();
            }
        }
        float rate = (float) (recipe.learningRate() * Math.min(1, (sums.steps + 1) / 2.0));
        LoraTraining.StepResult result = training.step(batch.weighted(weights), rate);
        sums.step(result.losses()[0], result.gradientNorms()[0]);
    }

    /** Running figures of one update. */
    private static final class Sums {
        int steps;
        double largestGradient;
        double lossSum;
        double ratios;
        double capped;
        double divergence;
        long tokens;

        void ratio(double ratio, double cap) {
            ratios += ratio;
            capped += ratio > cap ? 1 : 0;
            tokens++;
        }

        void step(double loss, double gradient) {
            steps++;
            lossSum += loss;
            largestGradient = Double.isNaN(gradient) ? gradient : Math.max(largestGradient, gradient);
        }

        Result result(Adapter adapter) {
            double n = Math.max(1, tokens);
            return new Result(
                    adapter,
                    steps,
                    largestGradient,
                    lossSum / Math.max(1, steps),
                    tokens == 0 ? 1 : ratios / n,
                    capped / n,
                    divergence / n);
        }
    }
}
