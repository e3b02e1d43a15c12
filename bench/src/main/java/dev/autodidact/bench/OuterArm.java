package dev.autodidact.bench;

import dev.autodidact.policy.InnerOutcome;
import dev.autodidact.policy.Prices;
import dev.autodidact.policy.Reward;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What one arm reached on held-out tasks: accuracy and reward of each, by seed. */
final class OuterArm {
    private final List<List<Double>> accuracy = new ArrayList<>();
    private final List<List<Double>> reward = new ArrayList<>();

    /** Adds a seed's tasks, each with the outcomes of one or more self-edits; a failed one has learned nothing. */
    void seed(List<List<InnerOutcome>> outcomesByTask) {
        List<Double> accuracies = new ArrayList<>();
        List<Double> rewards = new ArrayList<>();
        for (List<InnerOutcome> outcomes : outcomesByTask) {
            List<Reward> each = outcomes.stream().map(OuterArm::reward).toList();
            accuracies.add(each.stream().mapToDouble(Reward::accuracy).average().orElse(0));
            rewards.add(each.stream().mapToDouble(Reward::value).average().orElse(0));
        }
        accuracy.add(accuracies);
        reward.add(rewards);
    }

    static Reward reward(InnerOutcome outcome) {
        return outcome instanceof InnerOutcome.Learned learned
                ? Reward.of(learned, Prices.standard())
                : Reward.nothing();
    }

    double accuracy() {
        return mean(accuracy);
    }

    double reward() {
        return mean(reward);
    }

    private static double mean(List<List<Double>> bySeed) {
        return bySeed.stream()
                .flatMap(List::stream)
                .mapToDouble(d -> d)
                .average()
                .orElse(0);
    }

    /** Accuracy less that of another arm on the same tasks: mean and 95 % bootstrap interval over seeds and tasks. */
    double[] over(OuterArm other) {
        SplittableRandom random = new SplittableRandom(7);
        double[] draws = new double[4000];
        for (int d = 0; d < draws.length; d++) {
            double sum = 0;
            int n = 0;
            for (int s = 0; s < accuracy.size(); s++) {
                int seed = random.nextInt(accuracy.size());
                for (int t = 0; t < accuracy.get(seed).size(); t++, n++) {
                    int task = random.nextInt(accuracy.get(seed).size());
                    sum += accuracy.get(seed).get(task)
                            - other.accuracy.get(seed).get(task);
                }
            }
            draws[d] = sum / n;
        }
        java.util.Arrays.sort(draws);
        return new double[] {accuracy() - other.accuracy(), draws[100], draws[3899]};
    }
}
