package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.ToolDefinition;
import dev.autodidact.policy.Anchors;
import dev.autodidact.policy.Draft;
import dev.autodidact.policy.Environment;
import dev.autodidact.policy.InnerLoop;
import dev.autodidact.policy.InnerOutcome;
import dev.autodidact.policy.InnerRecipe;
import dev.autodidact.policy.PolicyRecipe;
import dev.autodidact.policy.PolicyTrainer;
import dev.autodidact.policy.Prices;
import dev.autodidact.policy.SelfEdit;
import dev.autodidact.policy.Split;
import dev.autodidact.policy.Study;
import dev.autodidact.policy.Task;
import dev.autodidact.policy.TransitionModel;
import dev.autodidact.policy.Writer;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.RowPrompts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The outer loop on held-out tasks: {@code OuterBench modelFolder resultsFolder [seeds] [rounds] [tasks per round] [group]
 * [held-out tasks] [environments, comma-separated, or all] [plans, comma-separated]}. One policy learns from all the environments
 * named, which take turns. Each seed has its own tasks, writing and first weights. Plans are
 * {@code REST_EM} and {@code GRPO}, both from a warm start, {@code REST_EM_COLD} and {@code GRPO_COLD} without one, and
 * {@code CURATED}, the warm start alone, {@code CLONED_n}, n curated self-edits with nothing held to the base's answers, so that
 * forgetting can be compared at equal accuracy, and {@code GRPO_LAGGING}, whose data is up to four versions old. Policy gradients see
 * as many tasks in rounds of ten.
 *
 * <p>{@code gain} is the accuracy without the document after less before, of the first plan, with self-edits written
 * greedily, since a chat writes greedily: it is what is served. Beside it, as {@code gain, PLAN, sampled} and so on, are the
 * same with self-edits sampled at temperature 1, on documents of other kinds ({@link Split#TRANSFER}), and the other plans'.
 *
 * <p>Finished arms and rounds are kept in {@code target/outer}, so that a bench that was cut goes on.
 */
public final class OuterBench {
    private static final int SAMPLES = 3;

    /** Tasks in a round of a policy gradient. */
    private static final int GRADIENT_TASKS = 10;

    private static final String OWN = "own self-edits";
    private static final String SAMPLED = OWN + ", sampled";
    private static final String GREEDY = OWN + ", greedy";
    private static final String RULE = "hand-written rule";

    private final LanguageModel model;
    private final RowPrompts prompts;
    private final Writer writer;
    private final OuterExam exam;
    private final OuterTraining training;
    private final OuterParts parts = new OuterParts(Path.of("target", "outer"));
    private final Map<String, OuterArm> arms = new LinkedHashMap<>();
    private final Map<String, List<Double>> forgotten = new LinkedHashMap<>();

    private OuterBench(LanguageModel model, OuterExam exam) {
        this.model = model;
        this.exam = exam;
        this.prompts = new RowPrompts(model, List.of(List.of(new ToolDefinition("learn", "", "{}")), List.of()));
        this.writer = new Writer(model, prompts, 360, 64);
        this.training = new OuterTraining(model, exam.environments(), writer, this::loop, parts, setUp());
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        int seeds = number(args, 2, 3);
        int rounds = number(args, 3, 2);
        int tasks = number(args, 4, 24);
        int group = number(args, 5, 8);
        OuterExam exam = OuterExam.of(args.length > 7 ? args[7] : OuterExam.ALL, number(args, 6, 40));
        List<String> algorithms = List.of((args.length > 8 ? args[8] : "GRPO,REST_EM,CURATED").split(","));
        Path results = Path.of(args[1]);
        EngineThread.use(1);
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            model.prepare(Precision.BF16);
            OuterBench bench = new OuterBench(model, exam);
            String name = exam.name().equals(OuterExam.ALL) ? "outer" : "outer-" + exam.name();
            Report report = new Report(name, 1);
            report.fact("model", model.hash());
            report.fact(
                    "environments",
                    String.join(
                            ", ",
                            exam.environments().stream().map(Environment::name).toList()));
            report.fact("inner recipe", InnerRecipe.standard().toString());
            report.fact("prices", Prices.standard().toString());
            report.fact("tasks", exam.held() + " held-out tasks a seed, seeds 1 to " + seeds);
            for (String algorithm : algorithms) {
                PolicyRecipe recipe = sized(recipe(algorithm), rounds, tasks, group);
                if (recipe.curated() > 0 && !OuterTraining.clones(algorithm)) {
                    recipe = recipe.warmedBy(
                            PolicyRecipe.curatedFor(exam.environments().size()));
                }
                report.fact("recipe, " + algorithm, recipe.toString());
                for (int seed = 1; seed <= seeds; seed++) {
                    if (algorithm.equals(algorithms.getFirst())) {
                        bench.before(seed);
                    }
                    bench.after(algorithm, recipe.withSeed(seed));
                    bench.print(report, algorithms);
                    report.write(results);
                    bench.training.picture().write(results.resolve(name + ".svg"));
                }
            }
            bench.checks(report);
            report.write(results);
        }
    }

    private static int number(String[] args, int at, int otherwise) {
        return args.length > at ? Integer.parseInt(args[at]) : otherwise;
    }

    private static PolicyRecipe recipe(String algorithm) {
        if (OuterTraining.clones(algorithm)) {
            return PolicyRecipe.restEm().warmedBy(Integer.parseInt(algorithm.substring(OuterTraining.CLONED.length())));
        }
        return switch (algorithm) {
            case "REST_EM", OuterTraining.CURATED -> PolicyRecipe.restEm();
            case "GRPO" -> PolicyRecipe.grpo();
            case "REST_EM_COLD" -> PolicyRecipe.restEm().warmedBy(0);
            case "GRPO_LAGGING" -> PolicyRecipe.grpo().lagging(4);
            case "GRPO_COLD" -> PolicyRecipe.grpo().warmedBy(0);
            default ->
                throw new IllegalArgumentException("plan '" + algorithm
                        + "' is unknown; there are REST_EM, GRPO, GRPO_LAGGING, REST_EM_COLD, GRPO_COLD, "
                        + OuterTraining.CURATED + " and " + OuterTraining.CLONED + "n");
        };
    }

    /** A policy gradient takes small steps: the same number of tasks in more rounds. */
    private static PolicyRecipe sized(PolicyRecipe recipe, int rounds, int tasks, int group) {
        return recipe.algorithm() == PolicyRecipe.Algorithm.GRPO && tasks > GRADIENT_TASKS
                ? recipe.sized(Math.max(1, rounds * tasks / GRADIENT_TASKS), GRADIENT_TASKS, group)
                : recipe.sized(Math.max(1, rounds), tasks, group);
    }

    private InnerLoop loop(long seed) {
        return new InnerLoop(model, prompts, InnerRecipe.standard().withSeed(seed), Precision.BF16);
    }

    /** The arms that know no training. */
    private void before(int seed) {
        arm(GREEDY, seed, "", () -> written(null, 0, seed).all());
        arm(
                GREEDY + OuterGains.ELSEWHERE,
                seed,
                "",
                () -> written(exam.tasks(Split.TRANSFER, seed), null, 0, seed).all());
        Written[] sampled = new Written[1];
        Supplier<Written> once = () -> sampled[0] == null ? sampled[0] = written(null, 1, seed) : sampled[0];
        arm(SAMPLED, seed, "", () -> once.get().all());
        arm(OWN + ", best of " + SAMPLES, seed, "", () -> once.get().best());
        arm(RULE, seed, "", () -> fixed(exam.tasks(Split.HELD_OUT, seed), seed, Task::rule));
        arm("raw document", seed, "", () -> fixed(exam.tasks(Split.HELD_OUT, seed), seed, OuterBench::sentences));
        arm(
                "no self-edit",
                seed,
                "",
                () -> OuterArm.Part.of(Collections.nCopies(exam.held(), List.<InnerOutcome>of()), Map.of()));
    }

    private void after(String algorithm, PolicyRecipe recipe) {
        int seed = (int) recipe.seed();
        Adapter policy = training.train(algorithm, recipe);
        forgotten
                .computeIfAbsent(algorithm, k -> new ArrayList<>())
                .add(new Anchors(model, prompts).loss(exam.tasks(Split.HELD_OUT, seed), policy));
        arm(
                algorithm + ", greedy",
                seed,
                recipe.toString(),
                () -> written(policy, 0, seed).all());
        arm(
                algorithm + ", greedy" + OuterGains.ELSEWHERE,
                seed,
                recipe.toString(),
                () -> written(exam.tasks(Split.TRANSFER, seed), policy, 0, seed).all());
        arm(
                algorithm + ", sampled",
                seed,
                recipe.toString(),
                () -> written(policy, 1, seed).all());
    }

    private void arm(String name, int seed, String recipe, Supplier<OuterArm.Part> make) {
        OuterArm.Part part =
                parts.get(String.join("; ", setUp(), name, recipe, "seed " + seed), OuterArm.Part.class, make);
        arms.computeIfAbsent(name, k -> new OuterArm()).add(part);
        System.out.printf(
                "%s, seeds to %d: accuracy %.3f%n", name, seed, arms.get(name).accuracy());
    }

    private String setUp() {
        return String.join(
                "; ",
                model.hash(),
                exam.setUp(),
                InnerRecipe.standard().toString(),
                Prices.standard().toString());
    }

    private OuterArm.Part fixed(List<Task> exam, int seed, Function<Task, List<LedgerRow>> rows) {
        List<InnerOutcome> outcomes = loop(seed)
                .run(exam.stream()
                        .map(t -> new Study(t, SelfEdit.of(rows.apply(t))))
                        .toList());
        return OuterArm.Part.of(outcomes.stream().map(List::of).toList(), Map.of());
    }

    private static List<LedgerRow> sentences(Task task) {
        return task.observations().stream()
                .flatMap(o -> Arrays.stream(o.split("(?<=\\.)\\s")))
                .map(LedgerRow::statement)
                .toList();
    }

    private static List<InnerOutcome> best(List<InnerOutcome> outcomes) {
        return List.of(outcomes.stream()
                .max(Comparator.comparingDouble(o -> OuterArm.reward(o).value()))
                .orElseThrow());
    }

    private List<Draft> drafts(List<Task> exam, Adapter policy, double temperature, long seed, int each) {
        List<Task> asked = new ArrayList<>();
        exam.forEach(t -> asked.addAll(Collections.nCopies(each, t)));
        return writer.write(asked, policy, temperature, seed);
    }

    /** Self-edits of the exam's tasks, tried: the mean of each task's, and the best of each task's. */
    private record Written(OuterArm.Part all, OuterArm.Part best) {}

    private Written written(Adapter policy, double temperature, int seed) {
        return written(exam.tasks(Split.HELD_OUT, seed), policy, temperature, seed);
    }

    private Written written(List<Task> exam, Adapter policy, double temperature, int seed) {
        int each = temperature == 0 ? 1 : SAMPLES;
        List<Draft> drafts = drafts(exam, policy, temperature, seed, each);
        List<InnerOutcome> outcomes = loop(seed)
                .run(drafts.stream().map(d -> new Study(d.task(), d.edit())).toList());
        List<List<InnerOutcome>> byTask = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i += each) {
            byTask.add(outcomes.subList(i, i + each));
        }
        Map<String, Integer> forms = PolicyTrainer.forms(drafts);
        return new Written(
                OuterArm.Part.of(byTask, forms),
                OuterArm.Part.of(byTask.stream().map(OuterBench::best).toList(), forms));
    }

    private void print(Report report, List<String> algorithms) {
        arms.forEach((name, arm) -> {
            report.number(name + ", accuracy", arm.accuracy(), "", "");
            report.number(name + ", reward", arm.reward(), "", "");
            report.number(name + ", learned per self-edit", arm.bits(), "bits", "");
            if (arm.tokens() > 0) {
                report.number(name + ", learned per trained token", arm.bits() / arm.tokens(), "bits", "");
            }
            if (!arm.forms().isEmpty()) {
                report.fact("forms, " + name, arm.forms().toString());
            }
        });
        for (String level : List.of(GREEDY, RULE)) {
            training.picture()
                    .level(level + ", held-out documents", arms.get(level).reward());
        }
        new OuterGains(exam, arms, RULE).write(report, algorithms, OWN);
        EqualAccuracy cloned = new EqualAccuracy();
        forgotten.forEach((plan, losses) -> {
            double loss = losses.stream().mapToDouble(d -> d).average().orElseThrow();
            report.number("forgetting, " + plan + ": probability lost by the base's own answers", loss, "", "");
            if (OuterTraining.clones(plan)) {
                cloned.add(arms.get(plan + ", greedy").accuracy(), loss);
            }
        });
        forgotten.keySet().stream()
                .filter(plan -> !OuterTraining.clones(plan))
                .forEach(plan -> cloned.loss(arms.get(plan + ", greedy").accuracy())
                        .ifPresent(loss -> report.number(
                                "forgetting, cloned self-edits alone, where they are as accurate as " + plan,
                                loss,
                                "",
                                "")));
        if (training.triedPerMinute() > 0) {
            report.number("self-edits tried per minute, with updates", training.triedPerMinute(), "", ">= 20");
        }
    }

    /** What the base's own self-edits on the first seed's tasks say about the instruments. */
    private void checks(Report report) {
        for (Environment environment : exam.environments()) {
            TransitionModel observed = TransitionModel.learn(
                    model, prompts, environment, InnerRecipe.standard(), Math.max(16, exam.held()), Precision.BF16);
            String name = "observed, log-loss of held-out observations, " + environment.name();
            report.number(name + ", before", observed.before(), "nats per token", "");
            report.number(name + ", after", observed.after(), "nats per token", "");
        }
        List<Task> tasks = exam.tasks(Split.HELD_OUT, 1);
        List<Study> studies = drafts(tasks.subList(0, Math.min(16, tasks.size())), null, 1, 1, SAMPLES).stream()
                .map(d -> new Study(d.task(), d.edit()))
                .toList();
        InnerLoop loop = loop(501);
        report.number(
                "reliability of one trial, n = " + studies.size(),
                OuterChecks.reliability(loop(1).run(studies), loop.run(studies)),
                "",
                ">= 0.8");
        report.number(
                "together against one by one, " + studies.size() + " self-edits",
                OuterChecks.speedUp(loop, studies),
                "x",
                ">= 3");
    }
}
