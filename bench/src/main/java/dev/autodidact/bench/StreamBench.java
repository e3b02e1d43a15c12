package dev.autodidact.bench;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.BgeEmbedder;
import dev.autodidact.memory.MemoryEntry;
import dev.autodidact.memory.MemoryFilter;
import dev.autodidact.memory.MemoryIndex;
import dev.autodidact.memory.MemoryKind;
import dev.autodidact.memory.MemoryTrust;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A stream of facts and chatter a hundred times the model's window, then questions: {@code StreamBench modelFolder
 * resultsFolder [facts] [streams] [seed]}. Each arm answers from the end of the stream, from the memory, from the weights,
 * or from both; prompts are those of the agent loop after its history was cut.
 */
public final class StreamBench {
    private static final AgentKey AGENT = AgentKey.of("bench");
    private static final int TIMES_WINDOW = 100;
    private static final int OTHER_FACTS = 300;
    private static final int RESULTS = 5;
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
    private double learnSeconds;
    private double storeSeconds;
    private long streamTokens;

    private StreamBench(LanguageModel model) {
        this.model = model;
        this.room = new ExamRoom(model);
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        int count = args.length > 2 ? Integer.parseInt(args[2]) : 20;
        int streams = args.length > 3 ? Integer.parseInt(args[3]) : 2;
        long seed = args.length > 4 ? Long.parseLong(args[4]) : 13;
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            model.prepare(Precision.BF16);
            Report report = new Report("stream", seed);
            report.fact("model", model.hash());
            StreamBench bench = new StreamBench(model);
            Pupil newcomer = new Pupil(model, Recipe.standard(), bench.room);
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
            report.number("seconds per fact learned", bench.learnSeconds / (count * streams), "s", "");
            report.number("seconds to store and index a stream", bench.storeSeconds / streams, "s", "");
            report.write(Path.of(args[1]));
            Files.write(Path.of(args[1]).resolve("stream-wrong.txt"), bench.wrong);
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
                index.put(entry(i, stream.get(i)), embedder.embed(stream.get(i)));
            }
            index.show(stream.size());
            storeSeconds += (System.nanoTime() - start) / 1e9;
            start = System.nanoTime();
            for (ExamFact fact : facts) {
                pupil.tell(fact.tell());
            }
            learnSeconds += (System.nanoTime() - start) / 1e9;
            System.out.printf("stream of %d sentences stored, %d facts learned%n", stream.size(), count);
            String tail = tail(stream);
            for (int i = 0; i < facts.size(); i++) {
                ExamFact fact = facts.get(i);
                ask(
                        "lookup",
                        fact.trained().get(i % fact.trained().size()),
                        List.of(fact.value()),
                        index,
                        stream,
                        tail,
                        pupil.adapter());
                ask(
                        "lookup, held-out phrasing",
                        fact.held().getFirst(),
                        List.of(fact.value()),
                        index,
                        stream,
                        tail,
                        pupil.adapter());
                ExamFact next = facts.get((i + 1) % facts.size());
                String first = fact.trained().getFirst();
                String second = next.trained().getFirst();
                ask(
                        "two facts",
                        first.substring(0, first.length() - 1) + " and " + Character.toLowerCase(second.charAt(0))
                                + second.substring(1),
                        List.of(fact.value(), next.value()),
                        index,
                        stream,
                        tail,
                        pupil.adapter());
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

    private void ask(
            String kind,
            String question,
            List<String> gold,
            MemoryIndex index,
            List<String> stream,
            String tail,
            Adapter adapter)
            throws IOException {
        long start = System.nanoTime();
        List<String> found = found(question, index, stream);
        String cut = "<|im_start|>system\nEarlier messages are out of sight";
        String asked = "<|im_end|>\n<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
        String window = cut + ".\ntools: learn<|im_end|>\n" + tail + "<|im_start|>user\n" + question
                + "<|im_end|>\n<|im_start|>assistant\n";
        String memory = cut + ": recall finds them.\nMemory:\n" + String.join("\n", found)
                + "\ntools: learn, recall, remember" + asked;
        String weights = cut + ".\ntools: learn" + asked;
        add(kind, "window only", window, gold, null, index, stream, false);
        add(kind, "memory only", memory, gold, null, index, stream, true);
        add(kind, "weights only", weights, gold, adapter, index, stream, false);
        add(kind, "both", memory, gold, adapter, index, stream, true);
        boolean there = gold.stream().allMatch(value -> found.stream().anyMatch(text -> text.contains(value)));
        shares.merge(kind + ": found by the search", new Share(0, 0).plus(there), Share::plus);
    }

    private void add(
            String kind,
            String arm,
            String prompt,
            List<String> gold,
            Adapter adapter,
            MemoryIndex index,
            List<String> stream,
            boolean recalls)
            throws IOException {
        String reply = room.ask(List.of(prompt), adapter, ANSWER_TOKENS).getFirst();
        if (recalls && reply.contains("\"recall\"")) {
            String query = reply.replaceAll("(?s).*\"query\":\"([^\"]*)\".*", "$1");
            StringBuilder results = new StringBuilder("{\"results\":[");
            for (String text : found(query, index, stream)) {
                results.append(results.charAt(results.length() - 1) == '[' ? "" : ",")
                        .append('"')
                        .append(text)
                        .append('"');
            }
            reply = room.ask(
                            List.of(prompt + reply + "<|im_end|>\n<|im_start|>tool\n" + results
                                    + "]}<|im_end|>\n<|im_start|>assistant\n"),
                            adapter,
                            ANSWER_TOKENS)
                    .getFirst();
        }
        String said = reply;
        boolean right =
                gold.size() == 1 ? said.equals(gold.getFirst()) : gold.stream().allMatch(said::contains);
        shares.merge(kind + ": " + arm, new Share(0, 0).plus(right), Share::plus);
        if (!right) {
            wrong.add(kind + ", " + arm + ": " + prompt.replace("\n", "\\n").replaceAll("^.{1500,}(.{600})$", "…$1")
                    + " => " + said.replace("\n", "\\n") + " (" + gold + ")");
        }
    }

    private List<String> found(String query, MemoryIndex index, List<String> stream) throws IOException {
        return index.search(AGENT, query, embedder.embed(query), 50, MemoryFilter.ALL).stream()
                .limit(RESULTS)
                .map(hit -> stream.get((int) hit.id().getLeastSignificantBits()))
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

    private static MemoryEntry entry(int number, String text) {
        return new MemoryEntry(
                new UUID(0, number),
                AGENT,
                text,
                null,
                MemoryKind.EPISODE,
                MemoryTrust.USER,
                null,
                null,
                null,
                null,
                1,
                0,
                Instant.EPOCH,
                null,
                null,
                null);
    }
}
