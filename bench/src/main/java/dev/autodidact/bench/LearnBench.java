package dev.autodidact.bench;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.seed.CorpusData;
import dev.autodidact.seed.ExamFact;
import dev.autodidact.seed.ExamItem;
import dev.autodidact.seed.ExamItems;
import dev.autodidact.seed.ExamRow;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One learn, then twenty in a row: {@code LearnBench modelFolder resultsFolder [facts] [seed] [sequences]
 * [recipe]}, the last as JSON of the fields that differ from the standard recipe. The model is
 * told a sentence with held-out names, writes its own rows, trains, and is asked in fresh conversations.
 */
public final class LearnBench {
    private static final String UNKNOWN = "I don't know.";
    private static final int IN_A_ROW = 20;
    private static final int CONTROL = 12;

    private final ExamRoom room;
    private final Pupil newcomer;
    private final Map<String, Share> shares = new LinkedHashMap<>();
    private final List<Double> seconds = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<Double> divergences = new ArrayList<>();
    private double usefulShare;
    private int steps;
    private int lessons;

    private LearnBench(LanguageModel model, Recipe recipe) {
        this.room = new ExamRoom(model);
        this.newcomer = new Pupil(model, recipe, room);
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        int facts = args.length > 2 ? Integer.parseInt(args[2]) : 200;
        long seed = args.length > 3 ? Long.parseLong(args[3]) : 11;
        int sequences = args.length > 4 ? Integer.parseInt(args[4]) : 4;
        Recipe recipe = args.length > 5 ? recipe(args[5]) : Recipe.standard();
        Path folder = Path.of(args[0]);
        Path results = Path.of(args[1]);
        try (LanguageModel model = LanguageModel.load(folder)) {
            model.prepare(Precision.BF16);
            LearnBench bench = new LearnBench(model, recipe);
            ExamItems exams = new ExamItems(CorpusData.load(), seed);
            Report report = new Report("learn", seed);
            report.fact("model", model.hash());
            report.fact("recipe", recipe.toString());
            bench.single(exams, facts);
            bench.print(report);
            if (sequences > 0) {
                bench.inARow(exams, sequences, facts, report);
            }
            report.write(results);
            Files.write(results.resolve("learn-wrong.txt"), bench.wrong);
        }
    }

    private static Recipe recipe(String changes) {
        JsonObject fields = new Gson().toJsonTree(Recipe.standard()).getAsJsonObject();
        JsonParser.parseString(changes).getAsJsonObject().entrySet().forEach(e -> fields.add(e.getKey(), e.getValue()));
        return new Gson().fromJson(fields, Recipe.class);
    }

    private void add(String label, boolean hit) {
        shares.merge(label, new Share(0, 0).plus(hit), Share::plus);
    }

    /** One learn by a newcomer per fact. */
    private void single(ExamItems exams, int count) {
        List<ExamFact> facts = exams.facts(count);
        List<ExamItem> context = exams.context(count * 4, 1, 3, false);
        List<ExamItem> world = exams.world(Math.min(400, Math.max(40, count * CONTROL)), false);
        List<Boolean> contextBefore = right(context, null);
        List<Boolean> worldBefore = right(world, null);
        for (int i = 0; i < count; i++) {
            ExamFact fact = facts.get(i);
            Pupil pupil = newcomer.fresh();
            Pupil.Taught lesson = pupil.tell(fact.tell());
            add("valid learn call", lesson.call().valid());
            boolean exact = lesson.call().valid()
                    && lesson.call().rows().stream()
                            .allMatch(r -> r.answer().equals(fact.value())
                                    && fact.trained().contains(r.question()));
            add("rows exact", exact);
            if (lesson.outcome() == null) {
                wrong.add("no call: " + fact.tell());
                continue;
            }
            time(lesson);
            add("accepted by the gate", lesson.outcome() instanceof LearningOutcome.Accepted);
            if (lesson.outcome() instanceof LearningOutcome.Refused refused) {
                wrong.add("refused: " + fact.tell() + " " + refused.reason());
            }
            List<ExamItem> someContext = context.subList(i * 4, i * 4 + 4);
            int from = i * CONTROL % (world.size() - CONTROL);
            examine(
                    fact,
                    lesson,
                    pupil.adapter(),
                    someContext,
                    contextBefore.subList(i * 4, i * 4 + 4),
                    world.subList(from, from + CONTROL),
                    worldBefore.subList(from, from + CONTROL));
            if ((i + 1) % 20 == 0) {
                System.out.printf("%d of %d facts%n", i + 1, count);
            }
        }
    }

    private void time(Pupil.Taught lesson) {
        seconds.add(lesson.seconds());
        String receipt = switch (lesson.outcome()) {
            case LearningOutcome.Accepted a -> a.receiptJson();
            case LearningOutcome.Refused r -> r.receiptJson();
        };
        JsonObject json = JsonParser.parseString(receipt).getAsJsonObject();
        usefulShare += json.get("usefulShare").getAsDouble();
        divergences.add(json.get("kl").getAsDouble());
        steps += json.get("steps").getAsInt();
        lessons++;
    }

    private void examine(
            ExamFact fact,
            Pupil.Taught lesson,
            Adapter after,
            List<ExamItem> context,
            List<Boolean> contextBefore,
            List<ExamItem> world,
            List<Boolean> worldBefore) {
        Set<String> trained = new HashSet<>();
        for (ExamRow row : lesson.call().rows()) {
            trained.add(row.question());
        }
        List<String> own = List.copyOf(trained);
        List<String> others = fact.trained().stream()
                .filter(q -> !trained.contains(q))
                .limit(5)
                .toList();
        List<String> held = fact.held().stream().limit(3).toList();
        List<String> leaks = List.of(fact.sameRelation(), fact.sameEntity(), fact.unrelated());
        List<String> prompts = new ArrayList<>();
        for (List<String> group : List.of(own, others, held, leaks)) {
            group.forEach(q -> prompts.add(Pupil.ask(q)));
        }
        List<String> before = room.ask(prompts, null, 24);
        List<String> now = room.ask(prompts, after, 24);
        int at = 0;
        for (int i = 0; i < own.size(); i++, at++) {
            add("trained question, before", before.get(at).equals(fact.value()));
            add("trained question", now.get(at).equals(fact.value()));
            note(own.get(i), now.get(at), fact.value());
        }
        for (int i = 0; i < others.size(); i++, at++) {
            add("other phrasing", now.get(at).equals(fact.value()));
            note(others.get(i), now.get(at), fact.value());
        }
        for (int i = 0; i < held.size(); i++, at++) {
            add("held-out phrasing, before", before.get(at).equals(fact.value()));
            add("held-out phrasing", now.get(at).equals(fact.value()));
            note(held.get(i), now.get(at), fact.value());
        }
        String[] kinds = {"same relation", "same entity", "unrelated"};
        for (int i = 0; i < 3; i++, at++) {
            add("leak, " + kinds[i], now.get(at).equals(fact.value()));
            add("unknown before, " + kinds[i], before.get(at).equals(UNKNOWN));
            add("unknown after, " + kinds[i], now.get(at).equals(UNKNOWN));
            note(leaks.get(i), now.get(at), UNKNOWN);
        }
        control("in context", contextBefore, right(context, after));
        control("world facts", worldBefore, right(world, after));
    }

    private void control(String label, List<Boolean> before, List<Boolean> after) {
        for (int i = 0; i < before.size(); i++) {
            add(label + ", before", before.get(i));
            add(label + ", after", after.get(i));
            if (before.get(i)) {
                add("damaged, " + label, !after.get(i));
            }
        }
    }

    private void note(String question, String reply, String gold) {
        if (!reply.equals(gold)) {
            wrong.add(question + " => " + reply + " (" + gold + ")");
        }
    }

    private List<Boolean> right(List<ExamItem> items, Adapter adapter) {
        List<String> replies = room.ask(items.stream().map(ExamItem::text).toList(), adapter, 24);
        List<Boolean> out = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            out.add(items.get(i).accepts(replies.get(i)));
        }
        return out;
    }

    private void print(Report report) {
        Map<String, String> targets = Map.of(
                "trained question",
                ">= 0.97",
                "other phrasing",
                ">= 0.90",
                "held-out phrasing",
                ">= 0.80",
                "leak, same relation",
                "<= 0.05",
                "leak, same entity",
                "<= 0.10",
                "leak, unrelated",
                "<= 0.02",
                "valid learn call",
                ">= 0.99");
        shares.forEach((label, share) -> report.share(label, share, targets.getOrDefault(label, "")));
        double[] sorted =
                seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        report.number("seconds per learn, p50", sorted[sorted.length / 2], "s", "");
        report.number("seconds per learn, p95", sorted[(int) (sorted.length * 0.95)], "s", "<= 3");
        double[] kl =
                divergences.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        report.number("divergence from the base, p50", kl[kl.length / 2], "nats/token", "");
        report.number("divergence from the base, p95", kl[(int) (kl.length * 0.95)], "nats/token", "");
        report.number("steps per learn", (double) steps / lessons, "", "");
        report.number("useful tokens / trained positions", usefulShare / lessons, "", ">= 0.95");
    }

    /** Twenty learns of one agent; afterwards all are asked. */
    private void inARow(ExamItems exams, int sequences, int skip, Report report) {
        List<ExamFact> facts = exams.facts(skip + sequences * IN_A_ROW);
        Share trained = new Share(0, 0);
        Share first = new Share(0, 0);
        Share held = new Share(0, 0);
        Share unknown = new Share(0, 0);
        List<Double> times = new ArrayList<>();
        Share world = new Share(0, 0);
        for (int s = 0; s < sequences; s++) {
            Pupil pupil = newcomer.fresh();
            List<ExamFact> own = facts.subList(skip + s * IN_A_ROW, skip + (s + 1) * IN_A_ROW);
            List<String> asked = new ArrayList<>();
            for (ExamFact fact : own) {
                Pupil.Taught lesson = pupil.tell(fact.tell());
                times.add(lesson.seconds());
                asked.add(
                        lesson.call().rows().isEmpty()
                                ? fact.trained().getFirst()
                                : lesson.call().rows().getFirst().question());
            }
            for (int i = 0; i < own.size(); i++) {
                ExamFact fact = own.get(i);
                List<String> replies = room.ask(
                        Arrays.asList(
                                Pupil.ask(asked.get(i)),
                                Pupil.ask(fact.held().getFirst()),
                                Pupil.ask(fact.sameRelation())),
                        pupil.adapter(),
                        24);
                boolean right = replies.get(0).equals(fact.value());
                trained = trained.plus(right);
                first = i < 5 ? first.plus(right) : first;
                held = held.plus(replies.get(1).equals(fact.value()));
                unknown = unknown.plus(replies.get(2).equals(UNKNOWN));
            }
            for (boolean right : right(exams.world(60, false), pupil.adapter())) {
                world = world.plus(right);
            }
            System.out.printf("sequence %d of %d: %s%n", s + 1, sequences, trained);
        }
        report.share("20 in a row: all, trained question", trained, ">= 0.85");
        report.share("20 in a row: first five", first, "");
        report.share("20 in a row: all, held-out phrasing", held, "");
        report.share("20 in a row: unknown stays unknown", unknown, "");
        report.share("20 in a row: world facts", world, "");
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        report.number("20 in a row: seconds per learn, p95", sorted[(int) (sorted.length * 0.95)], "s", "");
    }
}
