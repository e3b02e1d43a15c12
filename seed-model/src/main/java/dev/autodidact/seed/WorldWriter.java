package dev.autodidact.seed;

import java.util.random.RandomGenerator;

/** True facts asked without context. */
final class WorldWriter implements DocumentWriter {

    private final CorpusData data;
    private final FactPicker picker;
    private final Talk talk;

    WorldWriter(CorpusData data, FactPicker picker, Talk talk) {
        this.data = data;
        this.picker = picker;
        this.talk = talk;
    }

    @Override
    public Document write(RandomGenerator random) {
        Conversation conversation = Conversation.open(data, random);
        int turns = Pick.between(random, 2, 8);
        for (int i = 0; i < turns; i++) {
            if (Pick.chance(random, 0.12)) {
                unknown(conversation, random);
            } else {
                WorldFact fact = Pick.one(random, data.worldFacts());
                conversation
                        .user(talk.ask(Pick.one(random, fact.asks()), random))
                        .assistant(fact.value());
            }
        }
        return conversation.document();
    }

    /** Half of them ask for facts of the world about invented things. */
    private void unknown(Conversation conversation, RandomGenerator random) {
        if (random.nextBoolean()) {
            conversation.user(talk.ask(data.world().unknown(random, data.names(), Split.TRAIN), random));
        } else {
            Fact fact = picker.fact(random);
            conversation.user(talk.ask(fact.relation(), fact.entity(), random));
        }
        conversation.assistant(Conversation.UNKNOWN);
    }
}
