package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The assistant looks a question up: call, results, answer. */
final class RecallTurns {

    private final FactPicker picker;

    RecallTurns(FactPicker picker) {
        this.picker = picker;
    }

    /** @param found whether the results state the fact */
    void append(Conversation conversation, Fact fact, boolean found, RandomGenerator random) {
        conversation.assistant(ToolCall.recall(query(fact)));
        List<String> results = new ArrayList<>();
        List<Fact> known = new ArrayList<>(List.of(fact));
        int others = found ? Pick.between(random, 0, 4) : Pick.between(random, 0, 5);
        for (int i = 0; i < others; i++) {
            Fact other = near(fact, known, random);
            known.add(other);
            results.add(stored(other, random));
        }
        if (found) {
            results.add(random.nextInt(results.size() + 1), stored(fact, random));
        }
        conversation.tool(ToolCall.results(results)).assistant(found ? fact.value() : Conversation.UNKNOWN);
    }

    /** The noun phrase that names what is asked for. */
    static String query(Fact fact) {
        String topic = fact.relation().topic();
        return switch (fact.entity()) {
            case Entity.None _ -> topic;
            case Entity.Thing thing -> thing.possessive(false) + " " + without(thing.kind(), topic);
            case Entity.Definite thing -> thing.possessive(false) + " " + without(thing.noun(), topic);
            case Entity entity -> entity.possessive(false) + " " + topic;
        };
    }

    /** The topic without the kind that the entity names already: server Vega's port. */
    private static String without(String kind, String topic) {
        return topic.startsWith(kind + " ") ? topic.substring(kind.length() + 1) : topic;
    }

    private Fact near(Fact fact, List<Fact> known, RandomGenerator random) {
        FactPicker.Question question = picker.unanswered(known, random);
        return picker.fact(question.relation(), question.entity(), random);
    }

    private String stored(Fact fact, RandomGenerator random) {
        return fact.tell(random.nextInt(fact.relation().tells().size())) + Pick.of(random, ".", ".", "");
    }
}
