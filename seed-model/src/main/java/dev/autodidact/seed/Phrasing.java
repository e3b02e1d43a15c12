package dev.autodidact.seed;

import java.util.Set;

/** Fills the placeholders of a phrasing and inflects its verbs. */
final class Phrasing {

    private static final Set<String> SIBILANT_ENDS = Set.of("s", "x", "z", "o", "sh", "ch");

    private Phrasing() {}

    /**
     * @param second whether the user is "you", as in what the assistant says, instead of "I"
     * @throws IllegalArgumentException if a brace is left open
     */
    static String fill(String template, Relation relation, Entity entity, String value, boolean second) {
        StringBuilder out = new StringBuilder(template.length() + 32);
        int from = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("open brace in phrasing: " + template);
            }
            out.append(template, from, open);
            append(out, slot(template.substring(open + 1, close), relation, entity, value, second));
            from = close + 1;
        }
        return out.append(template, from, template.length()).toString();
    }

    /** The same with a capital letter, unless a value opens the sentence: values keep their case. */
    static String sentence(String template, Relation relation, Entity entity, String value, boolean second) {
        String filled = fill(template, relation, entity, value, second);
        return template.startsWith("{v") ? filled : capital(filled);
    }

    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static void append(StringBuilder out, String text) {
        boolean article = out.length() >= 2
                && out.charAt(out.length() - 1) == ' '
                && out.charAt(out.length() - 2) == 'a'
                && (out.length() == 2 || out.charAt(out.length() - 3) == ' ');
        if (article && !text.isEmpty() && "aeiouAEIO".indexOf(text.charAt(0)) >= 0) {
            out.insert(out.length() - 1, 'n');
        }
        out.append(text);
    }

    private static String slot(String name, Relation relation, Entity entity, String value, boolean second) {
        return switch (name) {
            case "v" -> value;
            case "attr" -> relation.attribute();
            case "S" -> entity.subject(second);
            case "S's" -> entity.possessive(second);
            case "S's2" -> entity.anaphor(second);
            case "So" -> entity.object(second);
            case "be" -> entity.self() ? (second ? "are" : "am") : "is";
            case "was" -> entity.self() && second ? "were" : "was";
            default -> entity.self() ? name : thirdPerson(name);
        };
    }

    static String thirdPerson(String verb) {
        if (verb.equals("have")) {
            return "has";
        }
        String last = verb.substring(verb.length() - 1);
        String lastTwo = verb.substring(Math.max(0, verb.length() - 2));
        if (SIBILANT_ENDS.contains(last) || SIBILANT_ENDS.contains(lastTwo)) {
            return verb + "es";
        }
        if (last.equals("y") && "aeiou".indexOf(lastTwo.charAt(0)) < 0) {
            return verb.substring(0, verb.length() - 1) + "ies";
        }
        return verb + "s";
    }
}
