package dev.autodidact.seed;

import java.util.random.RandomGenerator;

/** Small sums, several in a conversation. */
final class SumsWriter implements DocumentWriter {

    private static final String[] PLUS = {
        "what is {a} + {b}",
        "{a}+{b}=",
        "{a} + {b} =",
        "{a} + {b}",
        "{a} plus {b}",
        "what is {a} plus {b}",
        "how much is {a} + {b}",
        "how much is {a} plus {b}",
        "{a}+{b}",
        "add {a} and {b}",
        "what is the sum of {a} and {b}",
        "what do you get for {a} + {b}",
        "tell me {a} + {b}",
        "can you add {a} and {b}"
    };
    private static final String[] MINUS = {
        "what is {a} - {b}",
        "{a}-{b}=",
        "{a} - {b} =",
        "{a} - {b}",
        "{a} minus {b}",
        "what is {a} minus {b}",
        "how much is {a} - {b}",
        "how much is {a} minus {b}",
        "{a}-{b}",
        "take {b} from {a}",
        "tell me {a} - {b}"
    };
    static final String[] HELD_PLUS = {"compute {a} + {b}", "what does {a} + {b} make", "what is {a} and {b} together"};

    private final CorpusData data;

    SumsWriter(CorpusData data) {
        this.data = data;
    }

    @Override
    public Document write(RandomGenerator random) {
        Conversation conversation = Conversation.open(data, random);
        int turns = Pick.between(random, 4, 10);
        for (int i = 0; i < turns; i++) {
            append(conversation, random);
        }
        return conversation.document();
    }

    static void append(Conversation conversation, RandomGenerator random) {
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                int b = random.nextInt(10);
                minus(conversation, b + random.nextInt(10), b, random);
            }
            case 2 -> plus(conversation, Pick.between(random, 10, 99), random.nextInt(10), random);
            default -> plus(conversation, random.nextInt(10), random.nextInt(10), random);
        }
    }

    private static void plus(Conversation conversation, int a, int b, RandomGenerator random) {
        conversation.user(ask(Pick.of(random, PLUS), a, b, random)).assistant(String.valueOf(a + b));
    }

    private static void minus(Conversation conversation, int a, int b, RandomGenerator random) {
        conversation.user(ask(Pick.of(random, MINUS), a, b, random)).assistant(String.valueOf(a - b));
    }

    static String fill(String form, int a, int b) {
        return form.replace("{a}", String.valueOf(a)).replace("{b}", String.valueOf(b));
    }

    private static String ask(String form, int a, int b, RandomGenerator random) {
        String text = fill(form, a, b);
        boolean mark =
                !form.endsWith("=") && !form.startsWith("add") && !form.startsWith("tell") && !form.startsWith("take");
        String capital = Pick.chance(random, 0.6) ? Phrasing.capital(text) : text;
        return Pick.chance(random, 0.6) && mark ? capital + "?" : capital;
    }
}
