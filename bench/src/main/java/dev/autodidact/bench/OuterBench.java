package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.ToolDefinition;
import dev.autodidact.policy.Draft;
import dev.autodidact.policy.Environment;
import dev.autodidact.policy.Environments;
import dev.autodidact.policy.InnerLoop;
import dev.autodidact.policy.InnerOutcome;
import dev.autodidact.policy.InnerRecipe;
import dev.autodidact.policy.PolicyRecipe;
import dev.autodidact.policy.PolicyState;
import dev.autodidact.policy.PolicyTrainer;
import dev.autodidact.policy.Prices;
import dev.autodidact.policy.RoundReport;
import dev.autodidact.policy.SelfEdit;
import dev.autodidact.policy.Split;
import dev.autodidact.policy.Study;
import dev.autodidact.policy.Task;
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
 * [held-out tasks] [environment] [algorithms, comma-separated]}. Each seed has its own tasks, writing and first weights.
 *
 * <p>{@code gain} is the accuracy without the document after less before, of the first algorithm, with self-edits written
 * greedily, since a chat writes greedily: it is what is served. The same with self-edits sampled at temperature 1, and the
 * other algorithm's, are beside it as {@code gain, ALGORITHM, sampled} and so on.
 *
 * <p>Finished arms and rounds are kept in {@code target/outer}, so that a bench that was cut goes on.
 */
public final class OuterBench {
    private static final int SAMPLES = 3;
    /** Tasks from here on were seen by no choice of settings. */
    private static final long EXAM = 80_000_000;

    private static final String SAMPLED = "own self-edits, sampled";
    private static final String GREEDY = "own self-edits, greedy";
    private static final String RULE = "hand-written rule";

    private final LanguageModel model;
    private final RowPrompts prompts;
    private final Writer writer;
    private final Environment environment;
    private final int held;
    private final OuterParts parts = new OuterParts(Path.of("target", "outer"));
    private final OuterPicture picture = new OuterPicture();
    private final Map<String, OuterArm> arms = new LinkedHashMap<>();
    private double seconds;
    private int tried;

    private OuterBench(LanguageModel model, Environment environment, int held) {
        this.model = model;
        this.environment = environment;
        this.held = held;
        this.prompts = new RowPrompts(model, List.of(List.of(new ToolDefinition("learn", "", "{}")), List.of()));
        this.writer = new Writer(model, prompts, 360, 64);
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        int seeds = number(args, 2, 3);
        int rounds = number(args, 3, 2);
        int tasks = number(args, 4, 24);
        int group = number(args, 5, 8);
        int held = number(args, 6, 32);
        Environment environment = Environments.named(args.length > 7 ? args[7] : "facts");
        List<String> algorithms = List.of((args.length > 8 ? args[8] : "REST_EM,GRPO").split(","));
        Path results = Path.of(args[1]);
        EngineThread.use(1);
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            model.prepare(Precision.BF16);
            OuterBench bench = new OuterBench(model, environment, held);
            Report report = new Report("outer", 1);
            report.fact("model", model.hash());
            report.fact("environment", environment.name());
            report.fact("inner recipe", InnerRecipe.standard().toString());
            report.fact("prices", Prices.standard().toString());
            report.fact("tasks", held + " held-out tasks a seed, seeds 1 to " + seeds);
            for (String algorithm : algorithms) {
                PolicyRecipe recipe = recipe(algorithm).sized(rounds, tasks, group);
                report.fact("recipe, " + algorithm, recipe.toString());
                for (int seed = 1; seed <= seeds; seed++) {
                    if (algorithm.equals(algorithms.getFirst())) {
                        bench.before(seed);
                    }
                    bench.after(algorithm, recipe.withSeed(seed));
                    bench.print(report, algorithms);
                    report.write(results);
                    bench.picture.write(results.resolve("outer.svg"));
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
        return switch (PolicyRecipe.Algorithm.valueOf(algorithm)) {
            case REST_EM -> PolicyRecipe.restEm();
            case GRPO -> PolicyRecipe.grpo();
        };
    }

    private InnerLoop loop(long seed) {
        return new InnerLoop(model, prompts, InnerRecipe.standard().withSeed(seed), Precision.BF16);
    }

    private List<Task> exam(long seed) {
        List<Task> exam = new ArrayList<>();
        for (int i = 0; i < held; i++) {
            exam.add(environment.task(Split.HELD_OUT, EXAM + seed * 10_000L + i));
        }
        return exam;
    }

    /** The arms that know no training. */
    private void before(int seed) {
        arm(GREEDY, seed, "", () -> written(null, 0, seed).all());
        Written[] sampled = new Written[1];
        Supplier<Written> once = () -> sampled[0] == null ? sampled[0] = written(null, 1, seed) : sampled[0];
        arm(SAMPLED, seed, "", () -> once.get().all());
        arm("own self-edits, best of " + SAMPLES, seed, "", () -> once.get().best());
        arm(RULE, seed, "", () -> fixed(exam(seed), seed, Task::rule));
        arm("raw document", seed, "", () -> fixed(exam(seed), seed, OuterBench::sentences));
        arm(
                "no self-edit",
                seed,
                "",
                () -> OuterArm.Part.of(Collections.nCopies(held, List.<InnerOutcome>of()), Map.of()));
    }

    private void after(String algorithm, PolicyRecipe recipe) {
        int seed = (int) recipe.seed();
        Adapter policy = train(algorithm, recipe);
        arm(
                algorithm + ", greedy",
                seed,
                recipe.toString(),
                () -> written(policy, 0, seed).all());
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
                environment.name(),
                held + " tasks from " + EXAM,
                InnerRecipe.standard().toString(),
                Prices.standard().toString());
    }

    /** A round in the folder: what it reported; the policy after it lies beside. */
    private Adapter train(String algorithm, PolicyRecipe recipe) {
        InnerLoop loop = loop(recipe.seed());
        PolicyTrainer trainer = new PolicyTrainer(model, List.of(environment), recipe, Prices.standard(), writer, loop);
        PolicyState state = trainer.start();
        List<RoundReport> reports = new ArrayList<>();
        // a longer run goes on from a shorter one
        String each = recipe.sized(1, recipe.tasks(), recipe.group()).toString();
        while (state.round() < recipe.rounds()) {
            String key = String.join("; ", setUp(), each, "round " + (state.round() + 1));
            PolicyState from = state;
            Adapter[] now = new Adapter[1];
            RoundReport r = parts.get(key, RoundReport.class, () -> {
                PolicyTrainer.Step step = trainer.round(from);
                now[0] = step.state().policy();
                parts.write(key + ", policy", now[0].bytes());
                return step.report();
            });
            if (now[0] == null) {
                now[0] = Adapter.parse(model.config(), "round " + r.round(), parts.read(key + ", policy"));
            }
            state = new PolicyState(r.round(), Collections.nCopies(r.round() + 1, now[0]), List.of());
            reports.add(r);
            seconds += r.seconds();
            tried += r.edits();
            System.out.printf(
                    "%s seed %d round %d: reward %.3f +- %.3f, accuracy %.3f, damage %.3f, flat %d/%d, steps %d,"
                            + " gradient %.3f, moved %.3f, kl %.4f, capped %.3f, faults %s, skipped %s, alarms %s, %.0f s%n",
                    algorithm,
                    recipe.seed(),
                    r.round(),
                    r.reward(),
                    r.standardError(),
                    r.accuracy(),
                    r.damage(),
                    r.flatGroups(),
                    r.groups(),
                    r.steps(),
                    r.gradient(),
                    r.weightChange(),
                    r.divergence(),
                    r.cappedShare(),
                    r.faults(),
                    r.skipped(),
                    r.alarms(),
                    r.seconds());
        }
        picture.add(algorithm, reports);
        return state.policy();
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
        int each = temperature == 0 ? 1 : SAMPLES;
        List<Draft> drafts = drafts(exam(seed), policy, temperature, seed, each);
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
            if (!arm.forms().isEmpty()) {
                report.fact("forms, " + name, arm.forms().toString());
            }
        });
        OuterArm rule = arms.get(RULE);
        for (String algorithm : algorithms) {
            for (String how : List.of("greedy", "sampled")) {
                OuterArm after = arms.get(algorithm + ", " + how);
                if (after == null) {
                    continue;
                }
                OuterArm from = arms.get("own self-edits, " + how);
                double[] gain = after.over(from);
                String name = "gain, " + algorithm + ", " + how;
                boolean first = algorithm.equals(algorithms.getFirst()) && how.equals("greedy");
                report.interval(first ? "gain" : name, gain[0], gain[1], gain[2], after.seeds());
                for (int s = 0; s < after.seeds(); s++) {
                    report.number(name + ", seed " + (s + 1), after.over(from, s), "", ">= 0.15");
                }
                double room = 0;
                for (int s = 0; s < after.seeds(); s++) {
                    room += rule.over(from, s) / after.seeds();
                }
                report.number("share of the way to the rule, " + algorithm + ", " + how, gain[0] / room, "", ">= 0.6");
            }
        }
        report.number("self-edits tried per minute, with updates", tried / seconds * 60, "", ">= 20");
    }

    /** What the base's own self-edits on the first seed's tasks say about the instruments. */
    private void checks(Report report) {
        List<Study> studies = drafts(exam(1).subList(0, Math.min(16, held)), null, 1, 1, SAMPLES).stream()
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
