package dev.autodidact.seed;

import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Makes up names, words and codes; each belongs to one {@link Split}. */
final class Names {

    private static final String[] ONSETS = {
        "b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kr", "l", "m", "n", "p", "qu", "r", "s",
        "sh", "st", "t", "th", "tr", "v", "w", "y", "z", "", "", "b", "d", "k", "l", "m", "n", "p", "r", "s", "t", "v",
        "z", "g", "f"
    };
    private static final String[] NUCLEI = {
        "a", "e", "i", "o", "u", "a", "e", "i", "o", "a", "e", "i", "o", "ai", "ea", "ee", "io", "oo", "ou", "y"
    };
    private static final String[] CODAS = {
        "", "", "", "", "n", "r", "l", "s", "m", "k", "t", "x", "nd", "rn", "st", "ck", "lt", "th", "sh", "p", "b", "d"
    };
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final Set<String> known;

    /** @param known lower-case words that are never made up */
    Names(Set<String> known) {
        this.known = known;
    }

    /** A capitalised name: mostly syllables, at times random letters. */
    String name(RandomGenerator random, Split split) {
        while (true) {
            String name = Pick.chance(random, 0.12) ? letters(random, 3, 8) : syllables(random);
            if (split.has(name) && !known.contains(name)) {
                return Phrasing.capital(name);
            }
        }
    }

    /** A name that differs from another one in a letter or two: Zorbel, Zorben. */
    String near(String name, RandomGenerator random, Split split) {
        for (int tries = 0; tries < 50; tries++) {
            int at = 1 + random.nextInt(Math.max(1, name.length() - 1));
            boolean vowel = at < name.length() && "aeiou".indexOf(name.charAt(at)) >= 0;
            String letter = vowel
                    ? Pick.of(random, "a", "e", "i", "o", "u")
                    : Pick.of(random, "n", "l", "r", "s", "t", "k", "m");
            String other = name.substring(0, at) + letter + name.substring(Math.min(name.length(), at + 1));
            if (!other.equals(name) && split.has(other) && !known.contains(other.toLowerCase(Locale.ROOT))) {
                return other;
            }
        }
        return name(random, split);
    }

    /** A lower-case pseudo-word. */
    String word(RandomGenerator random, Split split) {
        return name(random, split).toLowerCase();
    }

    String code(RandomGenerator random, int digits, Split split) {
        while (true) {
            String code = digits(random, digits);
            if (split.has(code)) {
                return code;
            }
        }
    }

    /** Letters and digits in one of several make-ups: X7-K2Q, vega12, b4nana9. */
    String mixed(RandomGenerator random, Split split) {
        while (true) {
            String code = switch (random.nextInt(5)) {
                case 0 ->
                    pattern(
                            random,
                            Pick.of(
                                    random, "A9-A9A", "AA-999", "A9A9", "999-AA", "AAA-99", "9A9A", "A-9999",
                                    "AA99AA"));
                case 1 -> word(random, split) + digits(random, Pick.between(random, 1, 3));
                case 2 -> leet(random, word(random, split)) + digits(random, 1);
                case 3 -> name(random, split) + "-" + digits(random, Pick.between(random, 1, 3));
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
        int count = Pick.weighted(random, new double[] {0, 18, 65, 17});
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(Pick.of(random, ONSETS)).append(Pick.of(random, NUCLEI));
            if (i == count - 1 || random.nextInt(5) == 0) {
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
        String swapped = switch (random.nextInt(3)) {
            case 0 -> word.replace('a', '4');
            case 1 -> word.replace('o', '0');
            default -> word.replace('e', '3');
        };
        return swapped;
    }
}
