package dev.autodidact.seed;

import java.util.random.RandomGenerator;

/** Greetings, thanks, questions about itself and requests outside its world. */
final class SmallTalkWriter implements DocumentWriter {

    private final CorpusData data;

    SmallTalkWriter(CorpusData data) {
        this.data = data;
    }

    @Override
    public Document write(RandomGenerator random) {
        Conversation conversation = Conversation.open(data, random);
        int turns = Pick.between(random, 1, 4);
        for (int i = 0; i < turns; i++) {
            append(conversation, random);
        }
        return conversation.document();
    }

    void append(Conversation conversation, RandomGenerator random) {
        SmallTalk occasion = Pick.one(random, data.smallTalk());
        conversation.user(occasion.say(occasion.says(), random)).assistant(Pick.one(random, occasion.replies()));
    }
}
