package dev.autodidact.seed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The prompts that learning rehearses so that the rest of the model stays as it is: questions and conversations of the
 * corpus without answers, since the model gives those itself. Written as {@code replay.json} beside the weights.
 */
final class ReplayKit {
    private static final String PLACEHOLDER = "Qzqz";
    private static final int NAMES = 300;
    private static final int GENERIC = 150;

    private final CorpusData data;
    private final RandomGenerator random;

    private ReplayKit(CorpusData data, long seed) {
        this.data = data;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    static void write(Path file, CorpusData data, long seed) throws IOException {
        Files.writeString(file, new ReplayKit(data, seed).json());
    }

    private String json() {
        Set<String> self = new LinkedHashSet<>();
        Set<String> named = new LinkedHashSet<>();
        for (Relation relation : data.relations()) {
            collect(relation, relation.asks(), self, named);
        }
        for (int i = 0; i < GENERIC; i++) {
            Relation relation = data.generics().draw(random, data.names(), Split.TRAIN);
            collect(relation, List.of(Pick.one(random, relation.asks())), self, named);
        }
        Set<String> names = new LinkedHashSet<>();
        while (names.size() < NAMES) {
            names.add(data.names().name(random, Split.TRAIN));
        }
        StringBuilder out = new StringBuilder("{\n\"paraphrase\": \"Ask in 3 other words: {q}\",\n");
        list(out, "self", self);
        list(out, "named", named);
        list(out, "names", names);
        out.append("\"neutral\": [\n").append(String.join(",\n", neutral())).append("\n]\n}\n");
        return out.toString();
    }

    private void collect(Relation relation, List<String> asks, Set<String> self, Set<String> named) {
        for (String subject : relation.subjects()) {
            for (String ask : asks) {
                switch (subject) {
                    case "self" -> self.add(Fact.question(relation, new Entity.Self(), ask));
                    case "none" -> self.add(Fact.question(relation, new Entity.None(), ask));
                    case "person" ->
                        named.add(name(Fact.question(relation, new Entity.Person(PLACEHOLDER, "their"), ask)));
                    default ->
                        named.add(name(Fact.question(
                                relation, new Entity.Thing(subject.substring("thing:".length()), PLACEHOLDER), ask)));
                }
            }
        }
    }

    private static String name(String question) {
        return question.replace(PLACEHOLDER, "{n}");
    }

    /** Conversations of the finished curriculum, cut before an answer. */
    private List<String> neutral() {
        CorpusGenerator generator = new CorpusGenerator(data, CorpusMix.full());
        List<String> out = new ArrayList<>();
        for (DocumentKind kind : DocumentKind.values()) {
            int count = switch (kind) {
                case WORLD -> 160;
                case CONTEXT_ONE, CONTEXT_FEW, LEARN -> 60;
                case CONTEXT_MANY, SUMS, SMALL_TALK -> 40;
                case CLOSED_BOOK, COPY, RECALL, PARAPHRASE -> 20;
            };
            for (int i = 0; i < count; i++) {
                out.add(prefix(generator.next(kind, random).messages()));
            }
        }
        return out;
    }

    private String prefix(List<Message> messages) {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).role() == Role.ASSISTANT) {
                answers.add(i);
                // what follows a call depends on the call; cut at the call itself at the latest
                if (messages.get(i).text().contains("<tool_call>")) {
                    break;
                }
            }
        }
        StringBuilder turns = new StringBuilder();
        int tools = 0;
        for (Message message : messages.subList(0, Pick.one(random, answers))) {
            String text = message.text();
            if (message.role() == Role.SYSTEM) {
                tools = text.endsWith("tools: learn, recall") ? 2 : text.endsWith("tools: learn") ? 1 : 0;
                text = text.replaceAll("\n?tools: [a-z, ]+$", "");
                if (text.isEmpty()) {
                    continue;
                }
            }
            turns.append(turns.isEmpty() ? "" : ",")
                    .append("{\"role\":")
                    .append(Json.string(message.role().name().toLowerCase(java.util.Locale.ROOT)));
            turns.append(",\"content\":").append(Json.string(text)).append('}');
        }
        return "{\"tools\":" + tools + ",\"turns\":[" + turns + "]}";
    }

    private static void list(StringBuilder out, String key, Set<String> values) {
        out.append(Json.string(key)).append(": [\n");
        out.append(String.join(",\n", values.stream().map(Json::string).toList()))
                .append("\n],\n");
    }
}
