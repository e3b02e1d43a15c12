package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The outer loop: lets the policy write self-edits, has them tried, and changes the policy so that the better ones become
 * more likely. One call is one round; between rounds everything is in a {@link PolicyState}.
 */
public final class PolicyTrainer {
    private static final double NO_GRADIENT = 1e-9;

    private final List<Environment> environments;
    private final PolicyRecipe recipe;
    private final Prices prices;
    private final Rollouts rollouts;
    private final Judge judge;
    private final Update update;
    private final Adapter cold;
    private final BiFunction<Adapter, Runnable, Adapter> warm;
    private final ToDoubleFunction<SelfEdit> people;

    /** A trainer on a model. */
    public PolicyTrainer(
            LanguageModel model,
            List<Environment> environments,
            PolicyRecipe recipe,
            Prices prices,
            Rollouts rollouts,
            Judge judge) {
        this(
                environments,
                recipe,
                prices,
                rollouts,
                judge,
                new PolicyUpdate(model, recipe),
                Adapter.initial(model.config(), new LoraConfig(recipe.rank(), recipe.alpha()), recipe.seed()),
                new WarmStart(model, environments, recipe, rollouts)::from,
                edit -> 0);
    }

    PolicyTrainer(
            List<Environment> environments,
            PolicyRecipe recipe,
            Prices prices,
            Rollouts rollouts,
            Judge judge,
            Update update,
            Adapter start) {
        this(environments, recipe, prices, rollouts, judge, update, start, (cold, between) -> cold, edit -> 0);
    }

    private PolicyTrainer(
            List<Environment> environments,
            PolicyRecipe recipe,
            Prices prices,
            Rollouts rollouts,
            Judge judge,
            Update update,
            Adapter cold,
            BiFunction<Adapter, Runnable, Adapter> warm,
            ToDoubleFunction<SelfEdit> people) {
        if (environments.isEmpty()) {
            throw new IllegalArgumentException("no environment to learn from");
        }
        this.environments = List.copyOf(environments);
        this.recipe = recipe;
        this.prices = prices;
        this.rollouts = rollouts;
        this.judge = judge;
        this.update = update;
        this.cold = cold;
        this.warm = warm;
        this.people = people;
    }

    /**
     * The same with what people think of a self-edit added to its reward where self-edits of a group are compared. What is
     * reported, and what decides on a promotion, is the reward alone.
     */
    public PolicyTrainer judgedBy(ToDoubleFunction<SelfEdit> worth) {
        return new PolicyTrainer(environments, recipe, prices, rollouts, judge, update, cold, warm, worth);
    }

    /** Before the first round: a policy that changes nothing, or has cloned curated self-edits. */
    public PolicyState start() {
        return start(() -> {});
    }

    /** The same; the argument is called between pieces of work, and what it throws ends it. */
    PolicyState start(Runnable between) {
        return new PolicyState(0, List.of(warm.apply(cold, between)), List.of());
    }

    /** The next state and what was seen on the way. */
    public record Step(PolicyState state, RoundReport report) {}

    /** Writes, tries and updates once. */
    public Step round(PolicyState state) {
        long started = System.nanoTime();
        int round = state.round() + 1;
        List<Task> tasks = tasks(round);
        int writer = Math.max(0, state.version() - recipe.lag());
        Adapter written = state.policies().get(writer);
        List<Draft> drafts = rollouts.write(tasks, written, recipe.temperature(), recipe.seed() * 9973 + round);
        Scoring scoring = Scoring.of(drafts, judge, prices, writer, recipe.seed());
        Set<Alarm> alarms = EnumSet.noneOf(Alarm.class);
        if (round == 1 && recipe.curated() > 0 && state.policy().equals(cold)) {
            alarms.add(Alarm.NOT_WARMED);
        }
        if (drafts.stream().anyMatch(d -> !d.policy().equals(written.version()))) {
            alarms.add(Alarm.NOT_SERVED);
        }
        Replay.Drawn kept = new Replay(recipe, judge, prices).draw(state);
        List<Episode> fresh = scoring.episodes();
        Map<String, List<Episode>> groups = new LinkedHashMap<>();
        kept.episodes()
                .forEach(e -> groups.computeIfAbsent(
                                "kept " + e.writtenBy() + " " + e.task().id(), k -> new ArrayList<>())
                        .add(e));
        List<Draft> together = combinations(drafts, written);
        List<Episode> combined = together.isEmpty()
                ? List.of()
                : Scoring.of(together, judge, prices, writer, recipe.seed()).episodes();
        fresh.forEach(e ->
                groups.computeIfAbsent(e.task().id(), k -> new ArrayList<>()).add(e));
        combined.forEach(e ->
                groups.computeIfAbsent(e.task().id(), k -> new ArrayList<>()).add(e));
        groups.values().removeIf(g -> g.size() < 2);
        if (groups.isEmpty()) {
            alarms.add(Alarm.NO_REWARD);
        }
        List<double[]> rewards = groups.values().stream()
                .map(g -> g.stream()
                        .mapToDouble(e -> e.reward().value() + people.applyAsDouble(e.edit()))
                        .toArray())
                .toList();
        int flat = (int) rewards.stream().filter(Advantages::flat).count();
        if (!groups.isEmpty() && flat == groups.size()) {
            alarms.add(Alarm.ZERO_VARIANCE);
        }
        List<Episode> episodes = groups.values().stream().flatMap(List::stream).toList();
        if (kept.stale() > 0 || episodes.stream().anyMatch(e -> !e.student().equals(judge.student()))) {
            alarms.add(Alarm.STALE_REWARD);
        }
        double[] advantages = advantages(recipe.advantages().of(rewards));
        Update.Result result = apply(state, episodes, advantages, round, alarms);
        List<Adapter> policies = new ArrayList<>(state.policies());
        policies.add(result.adapter());
        RoundReport report = new RoundReport(
                round,
                policies.size() - 1,
                result.adapter().version(),
                drafts.size(),
                fresh.size(),
                scoring.skipped(),
                scoring.faults(),
                mean(fresh, e -> e.reward().value()),
                error(fresh),
                mean(fresh, e -> e.reward().accuracy()),
                mean(fresh, e -> e.reward().damage()),
                groups.size(),
                flat,
                kept.episodes().size(),
                kept.old(),
                kept.stale(),
                kept.rescored(),
                result.steps(),
                result.largestGradient(),
                state.policy().distance(result.adapter()),
                result.meanRatio(),
                result.cappedShare(),
                result.divergence(),
                Stream.concat(fresh.stream(), combined.stream())
                        .mapToLong(e -> e.reward().trainedTokens())
                        .sum(),
                forms(drafts),
                List.copyOf(alarms),
                (System.nanoTime() - started) / 1e9);
        return new Step(new PolicyState(round, policies, keep(state, fresh)), report);
    }

    /** What is put together of each task's self-edits. It is tried and may be cloned; the report's means are without it. */
    private List<Draft> combinations(List<Draft> drafts, Adapter written) {
        List<Draft> out = new ArrayList<>();
        for (int from = 0; recipe.combine() > 0 && from < drafts.size(); from += recipe.group()) {
            Draft together = rollouts.together(drafts.subList(from, from + recipe.group()), written, recipe.combine());
            if (together != null) {
                out.add(together);
            }
        }
        return out;
    }

    private Update.Result apply(
            PolicyState state, List<Episode> episodes, double[] advantages, int round, Set<Alarm> alarms) {
        boolean something = Arrays.stream(advantages).anyMatch(a -> a != 0);
        if (!something) {
            return new Update.Result(state.policy(), 0, 0, 0, 1, 0, 0);
        }
        Update.Result result = update.apply(state.policy(), episodes, advantages, recipe.seed() * 31 + round);
        if (!(result.largestGradient() > NO_GRADIENT)) {
            alarms.add(Alarm.ZERO_GRADIENT);
        }
        if (result.adapter().equals(state.policy())) {
            alarms.add(Alarm.UNCHANGED_WEIGHTS);
        }
        if (!result.adapter().finite()) {
            throw new IllegalStateException("the policy's weights are not finite after round " + round);
        }
        return result;
    }

    /** Tasks of a round, each as often as a group is large; environments take turns. */
    private List<Task> tasks(int round) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < recipe.tasks(); i++) {
            Environment environment = environments.get(i % environments.size());
            long number = recipe.seed() * 1_000_000 + (long) (round - 1) * recipe.tasks() + i;
            Task task = environment.task(Split.TRAIN, number);
            for (int g = 0; g < recipe.group(); g++) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    /** Advantages in a row; for filter and clone 1 where an episode is among the best of its group, else 0. */
    private double[] advantages(List<double[]> groups) {
        if (recipe.algorithm() == PolicyRecipe.Algorithm.GRPO) {
            return groups.stream().flatMapToDouble(Arrays::stream).toArray();
        }
        return groups.stream()
                .flatMapToDouble(g -> {
                    double[] sorted = g.clone();
                    Arrays.sort(sorted);
                    double bar = sorted[Math.max(0, sorted.length - recipe.best())];
                    return Arrays.stream(g).map(a -> a > 0 && a >= bar ? 1 : 0);
                })
                .toArray();
    }

    private List<Episode> keep(PolicyState state, List<Episode> fresh) {
        if (recipe.maxAge() == 0) {
            return List.of();
        }
        List<Episode> all = new ArrayList<>(state.replay().stream()
                .filter(e -> state.version() - e.writtenBy() <= recipe.maxAge())
                .toList());
        all.addAll(fresh);
        return all;
    }

    /** How many self-edits have which form. */
    public static Map<String, Integer> forms(List<Draft> drafts) {
        Map<String, Integer> forms = new TreeMap<>();
        drafts.forEach(d -> forms.merge(d.edit().form(), 1, Integer::sum));
        return forms;
    }

    private static double mean(List<Episode> episodes, ToDoubleFunction<Episode> figure) {
        return episodes.stream().mapToDouble(figure).average().orElse(0);
    }

    private static double error(List<Episode> episodes) {
        double mean = mean(episodes, e -> e.reward().value());
        double squares = episodes.stream()
                .mapToDouble(e -> (e.reward().value() - mean) * (e.reward().value() - mean))
                .sum();
        int n = episodes.size();
        return n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n);
    }
}
