package dev.autodidact.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.autodidact.memory.BgeEmbedder;
import dev.autodidact.memory.MemoryFilter;
import dev.autodidact.memory.MemoryIndex;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.seed.CorpusData;
import dev.autodidact.seed.ExamFact;
import dev.autodidact.seed.ExamItems;
import dev.autodidact.sft.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A stream of facts and chatter a hundred times the model's window, then questions: {@code StreamBench modelFolder
 * resultsFolder [facts] [streams] [seed]}. Each arm answers from the end of the stream, from the memory, from the weights,
 * or from both; prompts are those of the agent loop after its history was cut. Facts are learned a few at a time. What was
 * answered wrong stands in {@code target/stream-wrong.txt}.
 */
public final class StreamBench {
    private static final int TIMES_WINDOW = 100;
    private static final int OTHER_FACTS = 300;
    private static final int RESULTS = 5;
    /** Facts of one lesson: what a person tells in one sitting. */
    private static final int BATCH = 5;

    private static final int ANSWER_TOKENS = 64;
    private static final String[] WHO = {
        "my neighbour", "the postman", "a colleague", "the band", "our team", "a friend"
    };
    private static final String[] DID = {
        "walked to the market",
        "talked about the weather",
        "watched a film",
        "waited for the bus",
        "cooked some soup",
        "read the news",
        "fixed an old bicycle",
        "painted the fence"
    };
    private static final String[] WHEN = {
        "in the morning", "after lunch", "late at night", "on the way home", "twice", "for an hour"
    };

    private final LanguageModel model;
    private final ExamRoom room;
    private final BgeEmbedder embedder = new BgeEmbedder();
    private final Map<String, Share> shares = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Map<StreamArm, double[]> costs = new EnumMap<>(StreamArm.class);
    private int lessons;
    private double learnSeconds;
    private double storeSeconds;
    private long streamTokens;

    private StreamBench(LanguageModel model) {
        this.model = model;
        this.room = new ExamRoom(model);
    }

    /** What was said, where it can be found, and what the window still holds of it. */
    private record Said(List<String> sentences, MemoryIndex index, String tail) {}

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        int count = args.length > 2 ? Integer.parseInt(args[2]) : 30;
        int streams = args.length > 3 ? Integer.parseInt(args[3]) : 1;
        long seed = args.length > 4 ? Long.parseLong(args[4]) : 13;
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            model.prepare(Precision.BF16);
            Report report = new Report("stream", seed);
            report.fact("model", model.hash());
            StreamBench bench = new StreamBench(model);
            Pupil newcomer = Pupil.withMemory(model, Recipe.standard(), bench.room);
            for (int i = 0; i < streams; i++) {
                bench.stream(newcomer.fresh(), count, seed + i);
            }
            bench.shares.forEach(
                    (label, share) -> report.share(label, share, label.contains("lookup") ? ">= 0.80" : ""));
            report.number(
                    "tokens of a stream / window",
                    (double) bench.streamTokens / streams / model.contextLength(),
                    "",
                    ">= 100");
            bench.costs.forEach((arm, cost) -> {
                report.number(arm.label() + ": prompt tokens of a question", cost[2] / cost[0], "", "");
                report.number(arm.label() + ": milliseconds of a question", cost[1] / cost[0], "ms", "");
            });
            report.number("lessons accepted for " + count * streams + " facts", bench.lessons, "", "");
            report.number("seconds per fact learned", bench.learnSeconds / (count * streams), "s", "");
            report.number("seconds to store and index a stream", bench.storeSeconds / streams, "s", "");
            report.write(Path.of(args[1]));
            StreamPicture.write(Path.of(args[1]).resolve("stream.svg"), bench.shares);
            Files.write(Path.of("target").resolve("stream-wrong.txt"), bench.wrong);
        }
    }

    private void stream(Pupil pupil, int count, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<ExamFact> all = new ExamItems(CorpusData.load(), seed).facts(count + OTHER_FACTS);
        List<ExamFact> facts = all.subList(0, count);
        List<String> stream = said(all, random);
        Path folder = Files.createTempDirectory("stream-bench");
        try (MemoryIndex index = new MemoryIndex(folder, "stream")) {
            long start = System.nanoTime();
            for (int i = 0; i < stream.size(); i++) {
                index.put(BenchEntries.entry(i, stream.get(i)), embedder.embed(stream.get(i)));
            }
            index.show(stream.size());
            storeSeconds += (System.nanoTime() - start) / 1e9;
            start = System.nanoTime();
            for (int i = 0; i < count; i += BATCH) {
                lessons += pupil.study(facts.subList(i, Math.min(count, i + BATCH)).stream()
                        .map(ExamFact::tell)
                        .toList());
                System.out.printf("%d of %d facts told%n", Math.min(count, i + BATCH), count);
            }
            learnSeconds += (System.nanoTime() - start) / 1e9;
            System.out.printf("stream of %d sentences stored, %d facts learned%n", stream.size(), count);
            Said said = new Said(stream, index, tail(stream));
            for (int i = 0; i < count; i++) {
                ExamFact fact = facts.get(i);
                String trained = fact.trained().get(i % fact.trained().size());
                ask(said, "lookup", trained, fact.value(), pupil.adapter());
                ask(said, "lookup, held-out phrasing", fact.held().getFirst(), fact.value(), pupil.adapter());
                askTwo(said, fact, facts.get((i + 1) % count), pupil.adapter());
            }
        }
    }

    /** The facts of which it is asked in the first tenth, all else after them and between. */
    private List<String> said(List<ExamFact> all, SplittableRandom random) {
        List<String> chatter = new ArrayList<>();
        all.subList(all.size() - OTHER_FACTS, all.size()).forEach(fact -> chatter.add(fact.tell()));
        long tokens = 0;
        long wanted = (long) TIMES_WINDOW * model.contextLength();
        while (tokens < wanted) {
            String text = "Today " + pick(WHO, random) + " " + pick(DID, random) + " " + pick(WHEN, random) + ", day "
                    + random.nextInt(100_000) + ".";
            chatter.add(text);
            tokens += model.tokenizer().encode(text).length;
        }
        for (int i = chatter.size() - 1; i > 0; i--) {
            java.util.Collections.swap(chatter, i, random.nextInt(i + 1));
        }
        List<String> stream = new ArrayList<>(chatter);
        int told = all.size() - OTHER_FACTS;
        for (int i = 0; i < told; i++) {
            stream.add(random.nextInt(stream.size() / 10), all.get(i).tell());
        }
        streamTokens += tokens;
        return stream;
    }

    private void ask(Said stream, String kind, String question, String gold, Adapter learned) throws IOException {
        for (StreamArm arm : StreamArm.values()) {
            String reply = reply(stream, arm, question, learned);
            note(kind, arm, question, reply, List.of(gold), reply.equals(gold));
        }
        found(kind, stream, question, List.of(gold));
    }

    /** Two questions in one message, and one after the other: what the model answers to both of them at once, or to each. */
    private void askTwo(Said stream, ExamFact one, ExamFact other, Adapter learned) throws IOException {
        String first = one.trained().getFirst();
        String second = other.trained().getFirst();
        String both = first.substring(0, first.length() - 1) + " and " + Character.toLowerCase(second.charAt(0))
                + second.substring(1);
        List<String> gold = List.of(one.value(), other.value());
        for (StreamArm arm : StreamArm.values()) {
            String reply = reply(stream, arm, both, learned);
            note("two facts", arm, both, reply, gold, gold.stream().allMatch(reply::contains));
            String each = reply(stream, arm, first, learned) + " | " + reply(stream, arm, second, learned);
            note("two facts, one by one", arm, both, each, gold, each.equals(String.join(" | ", gold)));
        }
        found("two facts", stream, both, gold);
    }

    private void found(String kind, Said stream, String question, List<String> gold) throws IOException {
        List<String> found = found(question, stream);
        boolean there = gold.stream().allMatch(value -> found.stream().anyMatch(text -> text.contains(value)));
        shares.merge(kind + ": found by the search", new Share(0, 0).plus(there), Share::plus);
    }

    private void note(String kind, StreamArm arm, String question, String reply, List<String> gold, boolean right) {
        shares.merge(kind + ": " + arm.label(), new Share(0, 0).plus(right), Share::plus);
        if (!right) {
            wrong.add(kind + ", " + arm.label() + ": " + question + " => " + reply.replace("\n", "\\n") + " (" + gold
                    + ")");
        }
    }

    private String reply(Said stream, StreamArm arm, String question, Adapter learned) throws IOException {
        long start = System.nanoTime();
        String prompt = arm.prompt(question, stream.tail(), arm.memory() ? found(question, stream) : List.of());
        Adapter adapter = arm.weights() ? learned : null;
        String reply = answer(arm, prompt, adapter);
        if (arm.memory() && reply.contains("\"recall\"")) {
            String query = reply.replaceAll("(?s).*\"query\":\"([^\"]*)\".*", "$1");
            JsonArray texts = new JsonArray();
            found(query, stream).forEach(texts::add);
            JsonObject results = new JsonObject();
            results.add("results", texts);
            reply = answer(
                    arm,
                    prompt + reply + "<|im_end|>\n<|im_start|>tool\n" + results + "<|im_end|>\n<|im_start|>assistant\n",
                    adapter);
        }
        costs.merge(arm, new double[] {1, (System.nanoTime() - start) / 1e6, 0}, StreamBench::sum);
        return reply;
    }

    private String answer(StreamArm arm, String prompt, Adapter adapter) {
        costs.merge(arm, new double[] {0, 0, model.tokenizer().encode(prompt).length}, StreamBench::sum);
        return room.ask(List.of(prompt), adapter, ANSWER_TOKENS).getFirst();
    }

    private static double[] sum(double[] one, double[] other) {
        return new double[] {one[0] + other[0], one[1] + other[1], one[2] + other[2]};
    }

    private List<String> found(String query, Said stream) throws IOException {
        return stream.index().search(BenchEntries.AGENT, query, embedder.embed(query), 50, MemoryFilter.ALL).stream()
                .limit(RESULTS)
                .map(hit -> stream.sentences().get(BenchEntries.number(hit.id())))
                .toList();
    }

    /** What of the stream's end the model sees: messages, each answered, as many as fit. */
    private String tail(List<String> stream) {
        String tail = "";
        int room = model.contextLength() / 2;
        for (int i = stream.size() - 1; i >= 0; i--) {
            String longer =
                    "<|im_start|>user\n" + stream.get(i) + "<|im_end|>\n<|im_start|>assistant\nOK.<|im_end|>\n" + tail;
            if (model.tokenizer().encode(longer).length > room) {
                break;
            }
            tail = longer;
        }
        return tail;
    }

    private static String pick(String[] all, SplittableRandom random) {
        return all[random.nextInt(all.length)];
    }
}
