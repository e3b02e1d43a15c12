package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses the rows of a learn call: distinct questions in the order of the relation's list. */
final class LearnRows {

    private LearnRows() {}

    static int questionsPerFact(int facts) {
        return facts == 1 ? 4 : facts == 2 ? 3 : 2;
    }

    /** @param usual share of the calls that ask a few questions for each fact, the form that is learned best */
    static List<ToolCall.Row> draw(List<Fact> facts, double usual, RandomGenerator random) {
        if (Pick.chance(random, usual)) {
            return questions(facts, questionsPerFact(facts.size()), random);
        }
        return switch (random.nextInt(facts.size() == 1 ? 5 : 3)) {
            case 0 -> statements(facts);
            case 1 -> questions(facts, 1, random);
            case 2 -> mixed(facts, random);
            case 3 -> reversed(facts.getFirst(), random);
            default -> questions(facts, 6, random);
        };
    }

    private static List<ToolCall.Row> questions(List<Fact> facts, int each, RandomGenerator random) {
        List<ToolCall.Row> rows = new ArrayList<>();
        for (Fact fact : facts) {
            for (int index : Pick.indices(random, fact.relation().asks().size(), each)) {
                rows.add(new ToolCall.Row(fact.question(index), fact.value()));
            }
        }
        return rows;
    }

    private static List<ToolCall.Row> statements(List<Fact> facts) {
        return facts.stream().map(LearnRows::statement).toList();
    }

    private static ToolCall.Row statement(Fact fact) {
        return ToolCall.Row.statement(fact.tell(0) + ".");
    }

    private static List<ToolCall.Row> mixed(List<Fact> facts, RandomGenerator random) {
        List<ToolCall.Row> rows = new ArrayList<>();
        for (Fact fact : facts) {
            rows.add(statement(fact));
            rows.addAll(questions(List.of(fact), facts.size() == 1 ? 2 : 1, random));
        }
        return rows;
    }

    /** Two questions and one that asks from the value back to what it is. */
    private static List<ToolCall.Row> reversed(Fact fact, RandomGenerator random) {
        List<ToolCall.Row> rows = new ArrayList<>(questions(List.of(fact), 2, random));
        rows.add(backwards(fact));
        return rows;
    }

    static ToolCall.Row backwards(Fact fact) {
        return new ToolCall.Row("What is " + fact.value() + "?", RecallTurns.query(fact));
    }

    /** A short noun phrase for the facts of one call. */
    static String topic(List<Fact> facts) {
        List<String> topics =
                facts.stream().map(fact -> fact.relation().topic()).distinct().toList();
        return topics.size() <= 2 ? String.join(", ", topics) : "notes";
    }
}
