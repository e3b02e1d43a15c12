package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Scores;
import dev.autodidact.seed.CorpusData;
import dev.autodidact.seed.ExamFact;
import dev.autodidact.seed.ExamItem;
import dev.autodidact.seed.ExamItems;
import dev.autodidact.sft.LedgerRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Many learns of one agent, one arm after the other on the same rows: {@code RetentionBench modelFolder resultsFolder
 * [items] [seeds] [letters of the arms]}. Rows are the first four questions of each fact; after each learn all items so
 * far are asked. Finished runs are kept in {@code target/retention}, so that a bench that was cut goes on.
 */
public final class RetentionBench {
    private static final int ROWS = 4;

    private final LanguageModel model;
    private final Report report;
    private final int items;

    private RetentionBench(LanguageModel model, Report report, int items) {
        this.model = model;
        this.report = report;
        this.items = items;
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        int items = args.length > 2 ? Integer.parseInt(args[2]) : 50;
        int seeds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
        String letters = args.length > 4 ? args[4] : "abcdef";
        Path results = Path.of(args[1]);
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            model.prepare(Precision.BF16);
            Report report = new Report("retention", 21);
            report.fact("model", model.hash());
            report.fact("items", items + " items, seeds 21 to " + (20 + seeds));
            RetentionPicture picture = new RetentionPicture(items);
            RetentionBench bench = new RetentionBench(model, report, items);
            RetentionParts parts = new RetentionParts(Path.of("target", "retention"));
            for (String name : RetentionArm.all(model).keySet()) {
                if (letters.indexOf(name.charAt(0)) < 0) {
                    continue;
                }
                List<Run> runs = new ArrayList<>();
                for (int seed = 21; seed < 21 + seeds; seed++) {
                    runs.add(bench.run(name, seed, parts));
                }
                bench.print(name, runs);
                picture.arm(name, runs.stream().map(Run::matrix).toList());
                report.write(results);
                picture.write(results.resolve("retention.svg"));
            }
        }
    }

    /**
     * One arm with one seed.
     *
     * @param matrix after learn t (row), share of the rows of item i (column) answered right; NaN where not yet learned
     * @param damaged earlier right answers lost by the next learn, of all
     * @param paraphrase other phrasings of all items right at the end
     * @param held phrasings that the corpus does not have, right at the end
     * @param world facts of the world right at the end
     * @param worldBefore the same before
     * @param context rows that the base answers with the source in its prompt
     * @param positions token positions trained per learn
     * @param seconds per learn
     * @param accepted learns that were published
     */
    record Run(
            double[][] matrix,
            Share damaged,
            Share paraphrase,
            Share held,
            Share world,
            Share worldBefore,
            Share context,
            double positions,
            double seconds,
            Share accepted) {
        double last(int item) {
            return matrix[matrix.length - 1][item];
        }

        /** Mean over items of what it lost since it was learned. */
        double backwardTransfer() {
            double sum = 0;
            for (int i = 0; i < matrix.length - 1; i++) {
                sum += last(i) - matrix[i][i];
            }
            return sum / Math.max(1, matrix.length - 1);
        }

        double justLearned() {
            double sum = 0;
            for (int i = 0; i < matrix.length; i++) {
                sum += matrix[i][i];
            }
            return sum / matrix.length;
        }

        double atEnd() {
            double sum = 0;
            for (int i = 0; i < matrix.length; i++) {
                sum += last(i);
            }
            return sum / matrix.length;
        }
    }

    private Run run(String name, int seed, RetentionParts parts) throws IOException {
        RetentionArm arm = RetentionArm.all(model).get(name);
        String setUp = String.join("; ", name, arm.setUp(), model.hash(), items + " items", "seed " + seed);
        Run done = parts.read(setUp);
        if (done == null) {
            arm.prepare();
            done = run(name, arm, seed);
            parts.write(setUp, done);
        }
        return done;
    }

    private Run run(String name, RetentionArm arm, int seed) {
        ExamItems exams = new ExamItems(CorpusData.load(), seed);
        List<ExamFact> facts = exams.facts(items);
        List<ExamItem> world = exams.world(100, false);
        Share worldBefore = share(right(world.stream().map(this::row).toList(), null));
        List<List<LedgerRow>> rows = facts.stream().map(RetentionBench::rows).toList();
        Share context = new Share(0, 0);
        for (int i = 0; i < items; i++) {
            String told = facts.get(i).tell();
            context = context.plus(share(right(
                    rows.get(i).stream()
                            .map(r -> row(told + "\n" + r.q(), r.a()))
                            .toList(),
                    null)));
        }
        double[][] matrix = new double[items][items];
        boolean[][] before = new boolean[items][];
        Share damaged = new Share(0, 0);
        Share accepted = new Share(0, 0);
        double positions = 0;
        double seconds = 0;
        Adapter adapter = null;
        for (int t = 0; t < items; t++) {
            long start = System.nanoTime();
            RetentionArm.Learned learned = arm.learn(adapter, facts.get(t).tell(), rows.get(t));
            seconds += (System.nanoTime() - start) / 1e9;
            adapter = learned.adapter();
            positions += learned.positions();
            accepted = accepted.plus(learned.accepted());
            List<Example> asked = rows.subList(0, t + 1).stream()
                    .flatMap(List::stream)
                    .map(r -> row(r.q(), r.a()))
                    .toList();
            List<Boolean> now = right(asked, adapter);
            for (int i = 0; i <= t; i++) {
                boolean[] own = new boolean[ROWS];
                int k = 0;
                for (int r = 0; r < ROWS; r++) {
                    own[r] = now.get(i * ROWS + r);
                    k += own[r] ? 1 : 0;
                    if (i < t && before[i][r]) {
                        damaged = damaged.plus(!own[r]);
                    }
                }
                before[i] = own;
                matrix[t][i] = (double) k / ROWS;
            }
            for (int i = t + 1; i < items; i++) {
                matrix[t][i] = Double.NaN;
            }
            if ((t + 1) % 10 == 0) {
                System.out.printf("%s, seed %d: %d of %d learned%n", name, seed, t + 1, items);
            }
        }
        List<Example> others = new ArrayList<>();
        List<Example> held = new ArrayList<>();
        for (ExamFact fact : facts) {
            fact.trained().stream().skip(ROWS).limit(3).forEach(q -> others.add(row(q, fact.value())));
            fact.held().stream().limit(2).forEach(q -> held.add(row(q, fact.value())));
        }
        return new Run(
                matrix,
                damaged,
                share(right(others, adapter)),
                share(right(held, adapter)),
                share(right(world.stream().map(this::row).toList(), adapter)),
                worldBefore,
                context,
                positions / items,
                seconds / items,
                accepted);
    }

    private static List<LedgerRow> rows(ExamFact fact) {
        return fact.trained().stream()
                .limit(ROWS)
                .map(q -> LedgerRow.question(q, fact.value()))
                .toList();
    }

    private Example row(ExamItem item) {
        return Example.of(
                model.tokenizer().encode(item.text()), model.tokenizer().encode(item.gold() + "<|im_end|>"));
    }

    private Example row(String question, String answer) {
        return Example.of(
                model.tokenizer().encode(Pupil.ask(question)), model.tokenizer().encode(answer + "<|im_end|>"));
    }

    private List<Boolean> right(List<Example> rows, Adapter adapter) {
        return model
                .score(PackedBatch.inUnits(rows, 64), adapter == null ? List.of() : List.of(adapter), Precision.BF16)
                .rows()
                .getFirst()
                .stream()
                .map(Scores.Row::exact)
                .toList();
    }

    private static Share share(List<Boolean> right) {
        Share share = new Share(0, 0);
        for (boolean r : right) {
            share = share.plus(r);
        }
        return share;
    }

    private void print(String name, List<Run> runs) {
        number(name + ": right just after its learn", runs, Run::justLearned, "");
        number(name + ": right at the end", runs, Run::atEnd, "");
        number(name + ": backward transfer", runs, Run::backwardTransfer, name.startsWith("e") ? ">= -0.02" : "");
        report.share(
                name + ": damaged by the next learn", sum(runs, Run::damaged), name.startsWith("e") ? "< 0.10" : "");
        report.share(name + ": other phrasings at the end", sum(runs, Run::paraphrase), "");
        report.share(name + ": held-out phrasings at the end", sum(runs, Run::held), "");
        report.share(name + ": world facts before", sum(runs, Run::worldBefore), "");
        report.share(name + ": world facts at the end", sum(runs, Run::world), "");
        report.share(name + ": base with the source in context", sum(runs, Run::context), "");
        report.share(name + ": accepted", sum(runs, Run::accepted), "");
        number(name + ": trained positions per learn", runs, Run::positions, "");
        number(name + ": seconds per learn", runs, Run::seconds, "");
    }

    private void number(String label, List<Run> runs, java.util.function.ToDoubleFunction<Run> figure, String target) {
        report.number(label, runs.stream().mapToDouble(figure).average().orElse(Double.NaN), "", target);
    }

    private static Share sum(List<Run> runs, java.util.function.Function<Run, Share> figure) {
        return runs.stream().map(figure).reduce(new Share(0, 0), Share::plus);
    }
}
