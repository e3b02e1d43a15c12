package dev.autodidact.model.grammar;

import java.util.List;

/** A form that a text may have. Rules refer to one another by number, so that forms may hold themselves. */
sealed interface Grammar {

    /** These characters. */
    record Text(String text) implements Grammar {}

    /** One character of a kind. */
    record One(Kind kind) implements Grammar {}

    /** One after the other. */
    record Sequence(List<Grammar> parts) implements Grammar {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One of them. */
    record Choice(List<Grammar> options) implements Grammar {
        public Choice {
            options = List.copyOf(options);
        }
    }

    /** Any number of times, also none. */
    record Repeat(Grammar part) implements Grammar {}

    /** The rule of this number. */
    record Rule(int number) implements Grammar {}

    /** Kinds of characters. */
    enum Kind {
        DIGIT,
        DIGIT_NOT_ZERO,
        HEX,
        /** What may stand in a JSON string as it is. */
        PLAIN,
        /** What may follow a backslash, apart from u. */
        ESCAPED;

        boolean holds(char c) {
            return switch (this) {
                case DIGIT -> c >= '0' && c <= '9';
                case DIGIT_NOT_ZERO -> c >= '1' && c <= '9';
                case HEX -> Character.digit(c, 16) >= 0 && c < 128;
                case PLAIN -> c >= ' ' && c != '"' && c != '\\';
                case ESCAPED -> "\"\\/bfnrt".indexOf(c) >= 0;
            };
        }
    }

    static Grammar text(String text) {
        return new Text(text);
    }

    static Grammar sequence(Grammar... parts) {
        return new Sequence(List.of(parts));
    }

    static Grammar choice(Grammar... options) {
        return new Choice(List.of(options));
    }

    static Grammar optional(Grammar part) {
        return choice(part, text(""));
    }
}
