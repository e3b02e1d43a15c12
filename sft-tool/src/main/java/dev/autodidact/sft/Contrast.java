package dev.autodidact.sft;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Questions near those of an item that it does not answer: the same about somebody else, something else about the same
 * one, and something else about somebody else. They hold an update to what was taught.
 */
final class Contrast {
    private static final Pattern NAME = Pattern.compile("\\b[A-Z][\\p{L}\\p{N}]+(?:[ -][A-Z][\\p{L}\\p{N}]+)*");
    private static final Pattern MINE = Pattern.compile("\\b([Mm]y|[Oo]ur)\\b(?! [a-z]+'s\\b)");
    private static final Set<String> QUESTION_WORDS = Set.of(
            "What",
            "Which",
            "Who",
            "Whose",
            "Where",
            "When",
            "How",
            "Why",
            "Do",
            "Does",
            "Did",
            "Is",
            "Are",
            "Was",
            "Were",
            "Can",
            "Could",
            "Tell",
            "Please",
            "Name",
            "Give",
            "Say",
            "The",
            "In",
            "On",
            "At",
            "For",
            "By",
            "From",
            "To",
            "Of",
            "My",
            "Our",
            "Your",
            "Will",
            "Would",
            "Has",
            "Have",
            "Remember",
            "Remind",
            "And",
            "I",
            "It",
            "Its",
            "That",
            "This",
            "There",
            "Any",
            "Under",
            "With",
            "As",
            "Ok",
            "Hi",
            "Hey",
            "Hello",
            "So",
            "If",
            "Whom",
            "Should",
            "May");

    private final ReplayPrompts prompts;

    Contrast(ReplayPrompts prompts) {
        this.prompts = prompts;
    }

    /** Names that the questions are about: capitalised, and no question word at the start of a sentence. */
    static List<String> names(List<String> questions) {
        Set<String> names = new LinkedHashSet<>();
        for (String question : questions) {
            Matcher m = NAME.matcher(question);
            while (m.find()) {
                String name = m.group();
                int space = name.indexOf(' ');
                if (QUESTION_WORDS.contains(space < 0 ? name : name.substring(0, space))) {
                    name = space < 0 ? "" : name.substring(space + 1);
                }
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return List.copyOf(names);
    }

    /** Draws {@code count} questions; {@code known} are questions that earlier items answer and must not be drawn. */
    List<String> draw(List<String> questions, Set<String> known, int count, SplittableRandom random) {
        List<String> names = names(questions);
        Set<String> drawn = new LinkedHashSet<>();
        for (int attempt = 0; drawn.size() < count && attempt < 20 * count; attempt++) {
            String next = switch (attempt % 3) {
                case 0 -> otherEntity(pick(questions, random), names, random);
                case 1 -> otherRelation(names, random);
                default -> random.nextBoolean() ? named(name(names, random), random) : otherRelation(names, random);
            };
            if (next != null
                    && !known.contains(normal(next))
                    && questions.stream().noneMatch(q -> normal(q).equals(normal(next)))) {
                drawn.add(next);
            }
        }
        return new ArrayList<>(drawn);
    }

    /** The same question about somebody else. */
    private String otherEntity(String question, List<String> names, SplittableRandom random) {
        for (String name : names) {
            if (question.contains(name)) {
                return question.replace(name, name(names, random));
            }
        }
        Matcher mine = MINE.matcher(question);
        return mine.find() ? mine.replaceFirst(Matcher.quoteReplacement(name(names, random) + "'s")) : null;
    }

    /** Another question about the same one. */
    private String otherRelation(List<String> names, SplittableRandom random) {
        return names.isEmpty() ? pick(prompts.self(), random) : named(pick(names, random), random);
    }

    private String named(String name, SplittableRandom random) {
        return prompts.named().isEmpty() ? null : pick(prompts.named(), random).replace("{n}", name);
    }

    private String name(List<String> not, SplittableRandom random) {
        while (true) {
            String name = pick(prompts.names(), random);
            if (!not.contains(name)) {
                return name;
            }
        }
    }

    static <T> T pick(List<T> list, SplittableRandom random) {
        return list.isEmpty() ? null : list.get(random.nextInt(list.size()));
    }

    static String normal(String question) {
        return question.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
    }
}
