package dev.autodidact.bench;

import dev.autodidact.policy.InnerOutcome;
import dev.autodidact.policy.Prices;
import dev.autodidact.policy.Reward;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What one arm reached on held-out tasks: accuracy and reward of each, by seed. */
final class OuterArm {
    private final List<Part> seeds = new ArrayList<>();

    /**
     * One seed's figures.
     *
     * @param accuracy by task
     * @param reward by task
     * @param bits by which the gold answers got likelier, over all questions of a self-edit, mean by task
     * @param tokens trained for a self-edit, mean by task
     * @param forms how many self-edits had which form; empty where none was written
     */
    record Part(
            List<Double> accuracy,
            List<Double> reward,
            List<Double> bits,
            List<Double> tokens,
            Map<String, Integer> forms) {
        private static final double LEAST = 1e-30;

        /** Tasks, each with the outcomes of one or more self-edits; a failed one has learned nothing. */
        static Part of(List<List<InnerOutcome>> outcomesByTask, Map<String, Integer> forms) {
            List<Double> accuracies = new ArrayList<>();
            List<Double> rewards = new ArrayList<>();
            List<Double> bits = new ArrayList<>();
            List<Double> tokens = new ArrayList<>();
            for (List<InnerOutcome> outcomes : outcomesByTask) {
                List<Reward> each = outcomes.stream().map(OuterArm::reward).toList();
                accuracies.add(
                        each.stream().mapToDouble(Reward::accuracy).average().orElse(0));
                rewards.add(each.stream().mapToDouble(Reward::value).average().orElse(0));
                bits.add(outcomes.stream().mapToDouble(Part::bits).average().orElse(0));
                tokens.add(each.stream()
                        .mapToDouble(Reward::trainedTokens)
                        .average()
                        .orElse(0));
            }
            return new Part(accuracies, rewards, bits, tokens, forms);
        }

        private static double bits(InnerOutcome outcome) {
            if (!(outcome instanceof InnerOutcome.Learned learned)) {
                return 0;
            }
            double sum = 0;
            for (int i = 0; i < learned.after().size(); i++) {
                sum += Math.log(Math.max(LEAST, learned.after().get(i))
                        / Math.max(LEAST, learned.before().get(i)));
            }
            return sum / Math.log(2);
        }
    }

    void add(Part seed) {
        seeds.add(seed);
    }

    static Reward reward(InnerOutcome outcome) {
        return outcome instanceof InnerOutcome.Learned learned
                ? Reward.of(learned, Prices.standard())
                : Reward.nothing();
    }

    int seeds() {
        return seeds.size();
    }

    double accuracy() {
        return mean(Part::accuracy);
    }

    /** Accuracy on some of the tasks, chosen by their place within a seed. */
    double accuracy(IntPredicate tasks) {
        return seeds.stream()
                .flatMapToDouble(
                        s -> IntStream.range(0, s.accuracy.size()).filter(tasks).mapToDouble(s.accuracy::get))
                .average()
                .orElse(0);
    }

    double reward() {
        return mean(Part::reward);
    }

    /** Bits learned per self-edit. */
    double bits() {
        return mean(Part::bits);
    }

    /** Tokens trained per self-edit. */
    double tokens() {
        return mean(Part::tokens);
    }

    private double mean(Function<Part, List<Double>> figure) {
        return seeds.stream()
                .flatMap(s -> figure.apply(s).stream())
                .mapToDouble(d -> d)
                .average()
                .orElse(0);
    }

    Map<String, Integer> forms() {
        Map<String, Integer> sum = new TreeMap<>();
        seeds.forEach(s -> s.forms.forEach((form, n) -> sum.merge(form, n, Integer::sum)));
        return sum;
    }

    /** Accuracy less that of another arm, of one seed. */
    double over(OuterArm other, int seed) {
        return Arrays.stream(differences(other, seed, i -> true)).average().orElse(0);
    }

    private double[] differences(OuterArm other, int seed, IntPredicate tasks) {
        List<Double> own = seeds.get(seed).accuracy;
        List<Double> others = other.seeds.get(seed).accuracy;
        return IntStream.range(0, own.size())
                .filter(tasks)
                .mapToDouble(t -> own.get(t) - others.get(t))
                .toArray();
    }

    /**
     * Accuracy less that of another arm on the same tasks and seeds, of which the other may have more: mean and 95 %
     * bootstrap interval over seeds and, within them and within each part, tasks.
     *
     * @param parts which tasks, by their place within a seed; what is drawn of each is as many as it has
     */
    double[] over(OuterArm other, Collection<IntPredicate> parts) {
        double[][][] apart = IntStream.range(0, seeds.size())
                .mapToObj(s -> parts.stream().map(p -> differences(other, s, p)).toArray(double[][]::new))
                .toArray(double[][][]::new);
        SplittableRandom random = new SplittableRandom(7);
        double[] draws = new double[4000];
        for (int d = 0; d < draws.length; d++) {
            double sum = 0;
            int n = 0;
            for (int s = 0; s < apart.length; s++) {
                for (double[] part : apart[random.nextInt(apart.length)]) {
                    for (int t = 0; t < part.length; t++, n++) {
                        sum += part[random.nextInt(part.length)];
                    }
                }
            }
            draws[d] = sum / n;
        }
        Arrays.sort(draws);
        double mean = Arrays.stream(apart)
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .average()
                .orElse(0);
        return new double[] {mean, draws[100], draws[3899]};
    }
}
