package dev.autodidact.seed;

import java.util.random.RandomGenerator;

/** Questions that are looked up with recall: the results hold the answer or they do not. */
final class RecallWriter implements DocumentWriter {

    private static final String[] FORMS = {
        "look up {}",
        "Look up {}.",
        "search your memory for {}",
        "Search your memory for {}.",
        "recall {}",
        "Recall {}.",
        "Look in your memory for {}.",
        "Find {} in your memory."
    };

    private final CorpusData data;
    private final FactPicker picker;
    private final Talk talk;
    private final RecallTurns recall;

    RecallWriter(CorpusData data, FactPicker picker, Talk talk) {
        this.data = data;
        this.picker = picker;
        this.talk = talk;
        this.recall = new RecallTurns(picker);
    }

    @Override
    public Document write(RandomGenerator random) {
        Conversation conversation = Conversation.open(Conversation.Tools.LEARN_RECALL, data, random);
        for (Fact fact : picker.facts(Pick.between(random, 1, 2), random)) {
            String ask = Pick.chance(random, 0.15)
                    ? Pick.of(random, FORMS).replace("{}", RecallTurns.query(fact))
                    : talk.ask(fact.relation(), fact.entity(), random);
            conversation.user(ask);
            recall.append(conversation, fact, Pick.chance(random, 0.6), random);
        }
        return conversation.document();
    }
}
