package dev.autodidact.seed;

import java.util.List;
import java.util.random.RandomGenerator;

/** Appends questions about told facts, and about what was not told, with their answers. */
final class QuestionTurns {

    /** Share of the questions that the conversation does not answer. */
    static final double ABSTAIN = 0.35;

    /** A question as asked and its answer. */
    record Turn(String question, String answer) {}

    private final CorpusData data;
    private final FactPicker picker;
    private final Talk talk;
    private final RecallTurns recall;

    QuestionTurns(CorpusData data, FactPicker picker, Talk talk) {
        this.data = data;
        this.picker = picker;
        this.talk = talk;
        this.recall = new RecallTurns(picker);
    }

    /** @param recalls whether recall is listed: then nothing is unknown before it has been looked up */
    Turn draw(List<Fact> facts, boolean recalls, RandomGenerator random) {
        if (!recalls && Pick.chance(random, ABSTAIN)) {
            FactPicker.Question open = picker.unanswered(facts, random);
            return new Turn(talk.ask(open.relation(), open.entity(), random), Conversation.UNKNOWN);
        }
        Fact fact = Pick.one(random, facts);
        return new Turn(talk.ask(fact.relation(), fact.entity(), random), fact.value());
    }

    /** A question that needs no context: what is known is known beside told facts too. */
    private void aside(Conversation conversation, RandomGenerator random) {
        if (Pick.chance(random, 0.3)) {
            SumsWriter.append(conversation, random);
        } else {
            WorldFact fact = Pick.one(random, data.worldFacts());
            conversation.user(talk.ask(Pick.one(random, fact.asks()), random)).assistant(fact.value());
        }
    }

    /** A question that the conversation does not answer, but recall may. */
    private void lookUp(Conversation conversation, List<Fact> facts, RandomGenerator random) {
        FactPicker.Question open = picker.unanswered(facts, random);
        conversation.user(talk.ask(open.relation(), open.entity(), random));
        recall.append(conversation, picker.fact(open.relation(), open.entity(), random), random.nextBoolean(), random);
    }

    void append(Conversation conversation, List<Fact> facts, int count, RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            if (conversation.recalls() && Pick.chance(random, ABSTAIN)) {
                lookUp(conversation, facts, random);
                continue;
            }
            if (Pick.chance(random, 0.08)) {
                aside(conversation, random);
                continue;
            }
            Turn turn = draw(facts, conversation.recalls(), random);
            conversation.user(turn.question()).assistant(turn.answer());
        }
    }
}
