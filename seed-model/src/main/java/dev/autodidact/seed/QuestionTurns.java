package dev.autodidact.seed;

import java.util.List;
import java.util.random.RandomGenerator;

/** Appends questions about told facts, and about what was not told, with their answers. */
final class QuestionTurns {

    /** Share of the questions that the conversation does not answer. */
    static final double ABSTAIN = 0.35;

    /** A question as asked and its answer. */
    record Turn(String question, String answer) {}

    private final FactPicker picker;
    private final Talk talk;
    private final RecallTurns recall;

    QuestionTurns(FactPicker picker, Talk talk) {
        this.picker = picker;
        this.talk = talk;
        this.recall = new RecallTurns(picker);
    }

    Turn draw(List<Fact> facts, RandomGenerator random) {
        if (Pick.chance(random, ABSTAIN)) {
            FactPicker.Question open = picker.unanswered(facts, random);
            return new Turn(talk.ask(open.relation(), open.entity(), random), Conversation.UNKNOWN);
        }
        Fact fact = Pick.one(random, facts);
        return new Turn(talk.ask(fact.relation(), fact.entity(), random), fact.value());
    }

    /** A question that the conversation does not answer, but recall may. */
    private void lookUp(Conversation conversation, List<Fact> facts, RandomGenerator random) {
        FactPicker.Question open = picker.unanswered(facts, random);
        conversation.user(talk.ask(open.relation(), open.entity(), random));
        recall.append(conversation, picker.fact(open.relation(), open.entity(), random), random.nextBoolean(), random);
    }

    void append(Conversation conversation, List<Fact> facts, int count, RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            if (conversation.recalls() && Pick.chance(random, ABSTAIN * CorpusMix.RECALL_SHARE)) {
                lookUp(conversation, facts, random);
                continue;
            }
            Turn turn = draw(facts, random);
            conversation.user(turn.question()).assistant(turn.answer());
        }
    }
}
