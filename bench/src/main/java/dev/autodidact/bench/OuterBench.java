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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The outer loop on held-out tasks: {@code OuterBench modelFolder resultsFolder [seeds] [rounds] [tasks per round] [group]
 * [held-out tasks] [environment] [algorithms, comma-separated]}. Each seed has its own tasks, writing and first weights.
 */
public final class OuterBench {
    private static final int SAMPLES = 3;
    /** Tasks from here on were seen by no choice of settings. */
    private static final long EXAM = 50_000_000;

    private final RowPrompts prompts;
    private final Writer writer;
    private final LanguageModel model;
    private final Map<String, OuterArm> arms = new LinkedHashMap<>();
    private final Map<String, Map<String, Integer>> forms = new LinkedHashMap<>();
    private double seconds;
    private int tried;
    private List<Study> studiesTwice = List.of();
    private List<InnerOutcome> outcomesOnce = List.of();

    private OuterBench(LanguageModel model) {
        this.model = model;
        this.prompts = new RowPrompts(model, List.of(List.of(new ToolDefinition("learn", "", "{}")), List.of()));
        this.writer = new Writer(model, prompts, 360, 64);
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        int seeds = number(args, 2, 3);
        int rounds = number(args, 3, 4);
        int tasks = number(args, 4, 10);
        int group = number(args, 5, 6);
        int held = number(args, 6, 24);
        Environment environment = Environments.named(args.length > 7 ? args[7] : "facts");
        String[] algorithms = (args.length > 8 ? args[8] : "REST_EM,GRPO").split(",");
        EngineThread.use(1);
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            model.prepare(Precision.BF16);
            OuterBench bench = new OuterBench(model);
            Report report = new Report("outer", 1);
            report.fact("model", model.hash());
            report.fact("environment", environment.name());
            report.fact("inner recipe", InnerRecipe.standard().toString());
            report.fact("prices", Prices.standard().toString());
            for (int seed = 1; seed <= seeds; seed++) {
                bench.seed(environment, seed, rounds, tasks, group, held, algorithms);
                bench.print(report, seed, algorithms);
                report.write(Path.of(args[1]));
            }
            bench.checks(report);
            report.write(Path.of(args[1]));
        }
    }

    private static int number(String[] args, int at, int otherwise) {
        return args.length > at ? Integer.parseInt(args[at]) : otherwise;
    }

    private void seed(
            Environment environment, int seed, int rounds, int tasks, int group, int held, String[] algorithms) {
        InnerLoop loop = new InnerLoop(model, prompts, InnerRecipe.standard().withSeed(seed), Precision.BF16);
        List<Task> exam = new ArrayList<>();
        for (int i = 0; i < held; i++) {
            exam.add(environment.task(Split.HELD_OUT, EXAM + seed * 10_000L + i));
        }
        fixed("hand-written rule", loop, exam, Task::rule);
        fixed("raw document", loop, exam, OuterBench::sentences);
        List<List<InnerOutcome>> own = written("own self-edits, sampled", loop, exam, null, 1, seed, SAMPLES);
        arms.computeIfAbsent("no self-edit", k -> new OuterArm())
                .seed(exam.stream().map(t -> List.<InnerOutcome>of()).toList());
        arms.computeIfAbsent("own self-edits, best of " + SAMPLES, k -> new OuterArm())
                .seed(own.stream().map(OuterBench::best).toList());
        written("own self-edits, greedy", loop, exam, null, 0, seed, 1);
        for (String algorithm : algorithms) {
            Adapter policy = train(environment, algorithm, loop, seed, rounds, tasks, group);
            written(algorithm + ", sampled", loop, exam, policy, 1, seed, SAMPLES);
            written(algorithm + ", greedy", loop, exam, policy, 0, seed, 1);
        }
    }

    private Adapter train(
            Environment environment, String algorithm, InnerLoop loop, int seed, int rounds, int tasks, int group) {
        PolicyRecipe base = algorithm.equals("GRPO") ? PolicyRecipe.grpo() : PolicyRecipe.restEm();
        PolicyRecipe recipe = base.sized(rounds, tasks, group).withSeed(seed);
        PolicyTrainer trainer = new PolicyTrainer(model, List.of(environment), recipe, Prices.standard(), writer, loop);
        PolicyState state = trainer.start();
        for (int round = 0; round < rounds; round++) {
            PolicyTrainer.Step step = trainer.round(state);
            state = step.state();
            RoundReport r = step.report();
            System.out.printf(
                    "%s seed %d round %d: reward %.3f +- %.3f, accuracy %.3f, damage %.3f, flat %d/%d, steps %d,"
                            + " gradient %.3f, moved %.3f, kl %.4f, faults %s, skipped %s, alarms %s, %.0f s%n",
                    algorithm,
                    seed,
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
                    r.faults(),
                    r.skipped(),
                    r.alarms(),
                    r.seconds());
            seconds += r.seconds();
            tried += r.edits();
        }
        return state.policy();
    }

    private void fixed(
            String arm, InnerLoop loop, List<Task> exam, java.util.function.Function<Task, List<LedgerRow>> rows) {
        List<InnerOutcome> outcomes = loop.run(
                exam.stream().map(t -> new Study(t, SelfEdit.of(rows.apply(t)))).toList());
        arms.computeIfAbsent(arm, k -> new OuterArm())
                .seed(outcomes.stream().map(List::of).toList());
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

    private List<List<InnerOutcome>> written(
            String arm, InnerLoop loop, List<Task> exam, Adapter policy, double temperature, int seed, int each) {
        List<Task> asked = new ArrayList<>();
        exam.forEach(t -> asked.addAll(java.util.Collections.nCopies(each, t)));
        List<Draft> drafts = writer.write(asked, policy, temperature, seed);
        PolicyTrainer.forms(drafts)
                .forEach((form, n) ->
                        forms.computeIfAbsent(arm, k -> new TreeMap<>()).merge(form, n, Integer::sum));
        List<Study> studies =
                drafts.stream().map(d -> new Study(d.task(), d.edit())).toList();
        List<InnerOutcome> outcomes = loop.run(studies);
        if (each > 1 && policy == null) {
            studiesTwice = studies;
            outcomesOnce = outcomes;
        }
        List<List<InnerOutcome>> byTask = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i += each) {
            byTask.add(outcomes.subList(i, i + each));
        }
        arms.computeIfAbsent(arm, k -> new OuterArm()).seed(byTask);
        System.out.printf(
                "%s, seed %d: accuracy so far %.3f%n", arm, seed, arms.get(arm).accuracy());
        return byTask;
    }

    private void print(Report report, int seeds, String[] algorithms) {
        arms.forEach((name, arm) -> {
            report.number(name + ", accuracy", arm.accuracy(), "", "");
            report.number(name + ", reward", arm.reward(), "", "");
        });
        forms.forEach((arm, counts) -> report.fact("forms, " + arm, counts.toString()));
        OuterArm before = arms.get("own self-edits, sampled");
        OuterArm rule = arms.get("hand-written rule");
        for (String algorithm : algorithms) {
            for (String how : List.of("sampled", "greedy")) {
                OuterArm after = arms.get(algorithm + ", " + how);
                OuterArm from = arms.get("own self-edits, " + how);
                double[] gain = after.over(from);
                String key = algorithm.equals(algorithms[0]) && how.equals("sampled")
                        ? "gain"
                        : "gain, " + algorithm + ", " + how;
                report.interval(key, gain[0], gain[1], gain[2], seeds);
                report.number(
                        "share of the way to the rule, " + algorithm + ", " + how,
                        gain[0] / (rule.accuracy() - from.accuracy()),
                        "",
                        ">= 0.6");
            }
        }
        report.number("self-edits tried per minute, with updates", tried / seconds * 60, "", ">= 20");
        report.number("accuracy before, sampled", before.accuracy(), "", "");
    }

    /** What the last seed's own self-edits say about the instruments. */
    private void checks(Report report) {
        InnerLoop loop = new InnerLoop(model, prompts, InnerRecipe.standard().withSeed(501), Precision.BF16);
        report.number(
                "reliability of one trial, n = " + studiesTwice.size(),
                OuterChecks.reliability(outcomesOnce, loop.run(studiesTwice)),
                "",
                ">= 0.8");
        report.number(
                "together against one by one, 16 self-edits",
                OuterChecks.speedUp(loop, studiesTwice.subList(0, Math.min(16, studiesTwice.size()))),
                "x",
                ">= 3");
    }
}
