package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The assistant repeats what it is told to repeat. */
final class CopyWriter implements DocumentWriter {

    private static final String[] FORMS = {
        "Repeat: {}",
        "repeat: {}",
        "Say {}",
        "say {}",
        "Say: {}",
        "Repeat after me: {}",
        "Copy: {}",
        "copy this: {}",
        "Write {}",
        "Please repeat: {}",
        "please say {}",
        "Repeat {}",
        "Echo: {}",
        "Say \"{}\"",
        "Repeat \"{}\""
    };
    static final String[] HELD_FORMS = {"Now say {}", "Type: {}", "Give me back: {}"};
    private static final List<String> TYPES = List.of(
            "personname",
            "petname",
            "city",
            "company",
            "code",
            "mixedcode",
            "word",
            "fullname",
            "number",
            "password",
            "date",
            "street",
            "phone",
            "email",
            "hostname",
            "url",
            "version",
            "weekdaytime",
            "place",
            "filename",
            "booktitle",
            "color");

    private final CorpusData data;
    private final FactPicker picker;

    CopyWriter(CorpusData data, FactPicker picker) {
        this.data = data;
        this.picker = picker;
    }

    @Override
    public Document write(RandomGenerator random) {
        Conversation conversation = Conversation.open(data, random);
        int turns = Pick.between(random, 2, 5);
        for (int i = 0; i < turns; i++) {
            if (Pick.chance(random, 0.07)) {
                String name = data.names().name(random, Split.TRAIN);
                conversation
                        .user(Pick.of(random, "Spell {}", "spell {}", "How do you spell {}?")
                                .replace("{}", name))
                        .assistant(String.join(" ", name.split("")));
            } else {
                String thing = thing(random);
                conversation.user(Pick.of(random, FORMS).replace("{}", thing)).assistant(thing);
            }
        }
        return conversation.document();
    }

    private String thing(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> sentence(random);
            case 1 -> list(random);
            default -> data.values().draw(Pick.one(random, TYPES), random, Split.TRAIN);
        };
    }

    private String sentence(RandomGenerator random) {
        Fact fact = picker.fact(random);
        return fact.tell(random.nextInt(fact.relation().tells().size()));
    }

    private String list(RandomGenerator random) {
        List<String> parts = new ArrayList<>();
        int count = Pick.between(random, 2, 4);
        for (int i = 0; i < count; i++) {
            parts.add(
                    Pick.chance(random, 0.5)
                            ? data.names().name(random, Split.TRAIN)
                            : data.names().word(random, Split.TRAIN));
        }
        return String.join(Pick.of(random, " ", ", "), parts);
    }
}
