package dev.autodidact.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How a policy does on held-out tasks.
 *
 * @param rewards by task
 * @param accuracies share of questions answered, by task
 * @param forms how many of its self-edits have which form
 */
public record HeldOut(List<Double> rewards, List<Double> accuracies, Map<String, Integer> forms) {
    private static final int DRAWS = 2000;

    /** Lets a policy write one self-edit for each task and has them tried. */
    static HeldOut of(
            List<Task> tasks,
            dev.autodidact.model.Adapter policy,
            Rollouts rollouts,
            Judge judge,
            Prices prices,
            double temperature,
            long seed) {
        List<Draft> drafts = rollouts.write(tasks, policy, temperature, seed);
        List<InnerOutcome> outcomes = judge.run(
                drafts.stream().map(d -> new Study(d.task(), d.edit())).toList());
        List<Double> rewards = new ArrayList<>();
        List<Double> accuracies = new ArrayList<>();
        for (InnerOutcome outcome : outcomes) {
            Reward reward = outcome instanceof InnerOutcome.Learned l ? Reward.of(l, prices) : Reward.nothing();
            rewards.add(reward.value());
            accuracies.add(reward.accuracy());
        }
        return new HeldOut(rewards, accuracies, PolicyTrainer.forms(drafts));
    }

    /** Mean reward. */
    public double reward() {
        return mean(rewards);
    }

    /** Mean accuracy. */
    public double accuracy() {
        return mean(accuracies);
    }

    /**
     * A difference of means with its 95 % bootstrap interval.
     *
     * @param mean the difference
     * @param low lower end
     * @param high upper end
     */
    public record Gain(double mean, double low, double high) {}

    /** Reward less another policy's on the same tasks, paired. */
    public Gain rewardOver(HeldOut other) {
        return gain(rewards, other.rewards);
    }

    /** Accuracy less another policy's on the same tasks, paired. */
    public Gain accuracyOver(HeldOut other) {
        return gain(accuracies, other.accuracies);
    }

    private static Gain gain(List<Double> a, List<Double> b) {
        if (a.size() != b.size()) {
            throw new IllegalArgumentException(a.size() + " tasks cannot be compared with " + b.size());
        }
        SplittableRandom random = new SplittableRandom(11);
        double[] draws = new double[DRAWS];
        for (int d = 0; d < DRAWS; d++) {
            for (int i = 0; i < a.size(); i++) {
                int task = random.nextInt(a.size());
                draws[d] += (a.get(task) - b.get(task)) / a.size();
            }
        }
        Arrays.sort(draws);
        return new Gain(mean(a) - mean(b), draws[DRAWS / 40], draws[DRAWS - 1 - DRAWS / 40]);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(d -> d).average().orElse(0);
    }
}
