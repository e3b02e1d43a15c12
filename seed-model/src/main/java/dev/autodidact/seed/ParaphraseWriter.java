package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Asks for other words for a question: three more phrasings of the same relation, one per line. */
final class ParaphraseWriter implements DocumentWriter {

    private static final String[] FORMS = {
        "Ask in 3 other words: {}",
        "ask in 3 other words: {}",
        "Ask the same in 3 other ways: {}",
        "Give me 3 other questions: {}",
        "Write 3 questions like this: {}",
        "Say it in 3 other ways: {}"
    };

    private final CorpusData data;
    private final FactPicker picker;

    ParaphraseWriter(CorpusData data, FactPicker picker) {
        this.data = data;
        this.picker = picker;
    }

    @Override
    public Document write(RandomGenerator random) {
        Conversation conversation = Conversation.open(data, random);
        Fact fact = picker.fact(random);
        int given = random.nextInt(fact.relation().asks().size());
        List<String> others = new ArrayList<>(fact.questions());
        String question = others.remove(given);
        List<String> lines = new ArrayList<>();
        Pick.indices(random, others.size(), 3).forEach(index -> lines.add(others.get(index)));
        conversation.user(Pick.of(random, FORMS).replace("{}", question)).assistant(String.join("\n", lines));
        return conversation.document();
    }
}
