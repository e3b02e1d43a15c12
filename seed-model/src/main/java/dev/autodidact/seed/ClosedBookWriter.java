package dev.autodidact.seed;

import java.util.List;
import java.util.random.RandomGenerator;

/** Questions about what was never told; with recall listed, some of them are looked up first. */
final class ClosedBookWriter implements DocumentWriter {

    private final CorpusData data;
    private final FactPicker picker;
    private final Talk talk;
    private final RecallTurns recall;

    ClosedBookWriter(CorpusData data, FactPicker picker, Talk talk) {
        this.data = data;
        this.picker = picker;
        this.talk = talk;
        this.recall = new RecallTurns(picker);
    }

    @Override
    public Document write(RandomGenerator random) {
        Conversation conversation = Conversation.open(data, random);
        int turns = Pick.between(random, 1, 4);
        List<Fact> unknown = picker.facts(turns, random);
        for (Fact fact : unknown) {
            conversation.user(talk.ask(fact.relation(), fact.entity(), random));
            if (conversation.recalls()) {
                recall.append(conversation, fact, Pick.chance(random, 0.5), random);
            } else {
                conversation.assistant(Conversation.UNKNOWN);
            }
        }
        return conversation.document();
    }
}
