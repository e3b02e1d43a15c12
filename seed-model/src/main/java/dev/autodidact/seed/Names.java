package dev.autodidact.seed;

import java.util.random.RandomGenerator;

/** Makes up names, words and codes; each belongs to one {@link Split}. */
final class Names {

    private static final String[] ONSETS = {
        "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kr", "l", "m", "n", "p", "pr", "qu",
        "r", "s", "sh", "sk", "st", "t", "th", "tr", "v", "w", "y", "z", "", "", "m", "n", "l", "r", "t", "k", "v"
    };
    private static final String[] NUCLEI = {"a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ea", "ee", "io", "oo", "ou", "y"};
    private static final String[] CODAS = {
        "", "", "", "", "n", "r", "l", "s", "m", "k", "t", "x", "nd", "rn", "st", "ck", "lt", "th", "sh", "p", "b", "d"
    };
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private Names() {}

    /** A capitalised name: mostly syllables, at times random letters. */
    static String name(RandomGenerator random, Split split) {
        while (true) {
            String name = Phrasing.capital(Pick.chance(random, 0.12) ? letters(random, 3, 8) : syllables(random));
            if (split.has(name)) {
                return name;
            }
        }
    }

    /** A lower-case pseudo-word. */
    static String word(RandomGenerator random, Split split) {
        return name(random, split).toLowerCase();
    }

    static String code(RandomGenerator random, int digits, Split split) {
        while (true) {
            String code = digits(random, digits);
            if (split.has(code)) {
                return code;
            }
        }
    }

    /** Letters and digits in one of several make-ups: X7-K2Q, vega12, b4nana9. */
    static String mixed(RandomGenerator random, Split split) {
        while (true) {
            String code =
                    switch (random.nextInt(5)) {
                        case 0 -> pattern(random, Pick.of(random, "A9-A9A", "AA-999", "A9A9", "999-AA", "AAA-99", "9A9A", "A-9999", "AA99AA"));
                        case 1 -> syllables(random) + digits(random, Pick.between(random, 1, 3));
                        case 2 -> leet(random, syllables(random) + syllables(random)) + digits(random, 1);
                        case 3 -> Phrasing.capital(syllables(random)) + "-" + digits(random, Pick.between(random, 1, 3));
                        default -> pattern(random, "a9a9aa".substring(0, Pick.between(random, 4, 6)));
                    };
            if (split.has(code)) {
                return code;
            }
        }
    }

    static String digits(RandomGenerator random, int count) {
        StringBuilder out = new StringBuilder(count);
        out.append(count == 1 ? random.nextInt(10) : 1 + random.nextInt(9));
        while (out.length() < count) {
            out.append(random.nextInt(10));
        }
        return out.toString();
    }

    private static String syllables(RandomGenerator random) {
        int count = random.nextInt(10) < 1 ? 1 : random.nextInt(10) < 7 ? 2 : 3;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(Pick.of(random, ONSETS)).append(Pick.of(random, NUCLEI));
            if (i == count - 1 || random.nextInt(3) == 0) {
                out.append(Pick.of(random, CODAS));
            }
        }
        return out.length() < 3 ? out + Pick.of(random, "ra", "lo", "ni", "ko", "ma") : out.toString();
    }

    private static String letters(RandomGenerator random, int low, int high) {
        int count = Pick.between(random, low, high);
        StringBuilder out = new StringBuilder();
        while (out.length() < count) {
            out.append(LETTERS.charAt(random.nextInt(26)));
        }
        return out.toString();
    }

    private static String pattern(RandomGenerator random, String pattern) {
        StringBuilder out = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            out.append(
                    switch (c) {
                        case 'A' -> UPPER.charAt(random.nextInt(26));
                        case 'a' -> LETTERS.charAt(random.nextInt(26));
                        case '9' -> (char) ('0' + random.nextInt(10));
                        default -> c;
                    });
        }
        return out.toString();
    }

    private static String leet(RandomGenerator random, String word) {
        String swapped =
                switch (random.nextInt(3)) {
                    case 0 -> word.replace('a', '4');
                    case 1 -> word.replace('o', '0');
                    default -> word.replace('e', '3');
                };
        return swapped;
    }
}
