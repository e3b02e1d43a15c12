package dev.autodidact.policy;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Made-up names and values; a hash decides to which split each belongs, so that training shares none with the others. */
final class MadeUp {
    private static final String[] ONSETS = {
        "b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "kr", "l", "m", "n", "p", "r", "s", "sh", "st",
        "t", "th", "tr", "v", "w", "z"
    };
    private static final String[] NUCLEI = {"a", "e", "i", "o", "u", "ai", "ea", "io", "oo"};
    private static final String[] CODAS = {"", "", "", "n", "r", "l", "s", "m", "k", "t", "nd", "st"};
    private static final List<String> COLORS = List.of(
            "red", "blue", "green", "yellow", "black", "white", "orange", "purple", "pink", "brown", "gray", "silver");
    private static final List<String> FOODS = List.of(
            "pizza", "rice", "soup", "bread", "cheese", "apples", "pasta", "fish", "cake", "eggs", "honey", "ginger");
    private static final List<String> HOBBIES =
            List.of("chess", "painting", "swimming", "reading", "cooking", "hiking", "dancing", "fishing");
    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    private final SplittableRandom random;
    private final Split split;

    MadeUp(Split split, SplittableRandom random) {
        this.split = split;
        this.random = random;
    }

    /** A capitalised name of two or three syllables. */
    String name() {
        while (true) {
            StringBuilder out = new StringBuilder();
            int syllables = 2 + random.nextInt(2);
            for (int i = 0; i < syllables; i++) {
                out.append(one(ONSETS)).append(one(NUCLEI));
            }
            out.append(one(CODAS));
            if (belongs(out.toString())) {
                return Character.toUpperCase(out.charAt(0)) + out.substring(1);
            }
        }
    }

    /** A number of so many digits, not beginning with 0. */
    String digits(int count) {
        while (true) {
            StringBuilder out = new StringBuilder().append((char) ('1' + random.nextInt(9)));
            while (out.length() < count) {
                out.append((char) ('0' + random.nextInt(10)));
            }
            if (count < 3 || belongs(out.toString())) {
                return out.toString();
            }
        }
    }

    /** A value of the given type of the relation file. */
    String value(String type) {
        return switch (type) {
            case "personname", "petname", "city", "company" -> name();
            case "fullname" -> name() + " " + name();
            case "school" -> name() + " School";
            case "street" -> name() + " Street";
            case "word" -> name().toLowerCase(Locale.ROOT);
            case "code", "port" -> digits(4);
            case "number" -> digits(2 + random.nextInt(2));
            case "color" -> one(COLORS);
            case "food" -> one(FOODS);
            case "hobby" -> one(HOBBIES);
            case "weekday" -> one(DAYS);
            default -> throw new IllegalArgumentException("value type '" + type + "' is unknown");
        };
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String one(String[] list) {
        return list[random.nextInt(list.length)];
    }

    /** So many different members of a list, in chance order. */
    <T> List<T> some(List<T> list, int count) {
        List<T> rest = new java.util.ArrayList<>(list);
        List<T> out = new java.util.ArrayList<>();
        while (out.size() < count && !rest.isEmpty()) {
            out.add(rest.remove(random.nextInt(rest.size())));
        }
        return out;
    }

    private boolean belongs(String name) {
        int hash = 17;
        for (int i = 0; i < name.length(); i++) {
            hash = hash * 31 + name.charAt(i);
        }
        return Math.floorMod(hash ^ (hash >>> 13), 4) == 0 != (split == Split.TRAIN);
    }
}
