package dev.autodidact.sft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Questions near those of an item that it does not answer: the same about somebody else, something else about the same
 * one, and something else about somebody else. They hold an update to what was taught.
 */
final class Contrast {
    private static final Pattern NAME = Pattern.compile("\\b[A-Z][\\p{L}\\p{N}]+(?:[ -][A-Z][\\p{L}\\p{N}]+)*");
    private static final Pattern MINE = Pattern.compile("\\b([Mm]y|[Oo]ur)\\b(?! [a-z]+'s\\b)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** A word that tells one thing from others of its kind, as in "the blue door". */
    private static final Pattern MODIFIER = Pattern.compile(
            "(?<=\\b[Tt]he )[a-z]+(?= (?!(?:of|for|in|on|at|to|with|from|by|about"
                    + "|is|are|was|were|do|does|did|has|have|had|can|will|where|when|who|that|which|and|or|not)\\b)[a-z]+)");

    /** Words that exclude each other: with another of its kind a question is about another thing. */
    private static final List<List<String>> KINDS = List.of(
            List.of("red", "green", "yellow", "white", "black", "blue", "brown", "grey", "pink", "orange", "purple"),
            List.of("first", "second", "third", "fourth", "fifth", "sixth", "last"),
            List.of("front", "back", "side"),
            List.of("upper", "lower", "middle"),
            List.of("top", "bottom"),
            List.of("left", "right"),
            List.of("north", "south", "east", "west"),
            List.of("small", "large", "big", "tiny"),
            List.of("morning", "afternoon", "evening"),
            List.of("old", "new"));

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

    /** A word in fewer than this share of all questions says what a question is about. */
    private static final double TELLING = 0.02;

    /** A word in this share of all questions says nothing of what a question is about. */
    private static final double COMMON = 0.1;

    /** Questions that are looked at to find one near the item's. */
    private static final int CANDIDATES = 60;

    private final ReplayPrompts prompts;
    private final Map<String, Integer> uses = new HashMap<>();
    private final int total;

    /** The words of each of the prompts: a lesson looks at them thousands of times. */
    private final Map<String, Set<String>> wordsOf = new HashMap<>();

    Contrast(ReplayPrompts prompts) {
        this.prompts = prompts;
        List<String> all = new ArrayList<>(prompts.self());
        all.addAll(prompts.named());
        for (String question : all) {
            Set<String> words = words(question);
            wordsOf.put(question, words);
            words.forEach(w -> uses.merge(w, 1, Integer::sum));
        }
        this.total = Math.max(1, all.size());
    }

    private static Set<String> words(String question) {
        return new LinkedHashSet<>(List.of(normal(question.replace("{n}", " ").replaceAll("['\u2019]s\\b", " "))
                .split(" ")));
    }

    /** What the questions are about: words that few questions have and at least half of these do. */
    Set<String> topic(List<String> questions) {
        Map<String, Integer> counts = new HashMap<>();
        questions.forEach(q -> words(q).forEach(w -> counts.merge(w, 1, Integer::sum)));
        Set<String> topic = new LinkedHashSet<>();
        counts.forEach((word, count) -> {
            if (2 * count >= questions.size() && uses.getOrDefault(word, 0) < TELLING * total) {
                topic.add(word);
            }
        });
        return topic;
    }

    /** A text as {@link #normal} has it between two blanks, so that one holds another only in whole words. */
    static String padded(String text) {
        return " " + normal(text) + " ";
    }

    /** Whether two questions have a word in common that not every tenth of all questions has. */
    boolean share(String one, String other) {
        Set<String> words = words(other);
        return words(one).stream().anyMatch(w -> words.contains(w) && uses.getOrDefault(w, 0) < COMMON * total);
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
        return draw(questions, topic(questions), false, known, count, random);
    }

    /**
     * The same, but nearer: also questions with the item's telling words, and its own about another thing of the kind ("the
     * red door" for "the blue door"). Some may be other wordings of the item's own questions, so the caller has to sort
     * those out.
     */
    List<String> drawNear(List<String> questions, Set<String> known, int count, SplittableRandom random) {
        return draw(questions, Set.of(), true, known, count, random);
    }

    private List<String> draw(
            List<String> questions,
            Set<String> topic,
            boolean near,
            Set<String> known,
            int count,
            SplittableRandom random) {
        List<String> names = names(questions);
        Set<String> drawn = new LinkedHashSet<>();
        for (int attempt = 0; drawn.size() < count && attempt < 20 * count; attempt++) {
            String next = switch (attempt % 6) {
                case 0, 2 -> otherEntity(questions, topic, names, random);
                case 4 -> {
                    String other = otherThing(pick(questions, random), !near, random);
                    yield other != null ? other : otherEntity(questions, topic, names, random);
                }
                case 1, 3 -> otherRelation(questions, topic, names, random);
                default ->
                    random.nextBoolean()
                            ? named(unlike(prompts.named(), topic, random), name(names, random))
                            : otherRelation(questions, topic, names, random);
            };
            if (next != null
                    && !known.contains(normal(next))
                    && questions.stream().noneMatch(q -> normal(q).equals(normal(next)))) {
                drawn.add(next);
            }
        }
        return new ArrayList<>(drawn);
    }

    /** The same question about somebody else, in its own words or in those of a prompt on the same topic. */
    private String otherEntity(List<String> questions, Set<String> topic, List<String> names, SplittableRandom random) {
        if (random.nextBoolean()) {
            boolean aboutOneself = !names.isEmpty() && random.nextInt(3) == 0;
            String like = like(aboutOneself ? prompts.self() : prompts.named(), topic, random);
            if (like != null) {
                return named(like, name(names, random));
            }
        }
        String question = pick(questions, random);
        for (String name : names) {
            if (question.contains(name)) {
                return question.replace(name, name(names, random));
            }
        }
        Matcher mine = MINE.matcher(question);
        return mine.find() ? mine.replaceFirst(Matcher.quoteReplacement(name(names, random) + "'s")) : null;
    }

    /**
     * A question about another thing of the same kind, with another number or modifier; null if there is none to change.
     *
     * @param surely whether only what makes it another thing for sure may change: a number, or a word for another of its
     *     kind
     */
    static String otherThing(String question, boolean surely, SplittableRandom random) {
        List<Change> changes = new ArrayList<>();
        NUMBER.matcher(question)
                .results()
                .forEach(number -> changes.add(new Change(number, List.of(number(number.group(), random)))));
        MODIFIER.matcher(question).results().forEach(word -> {
            List<String> kind = KINDS.stream()
                    .filter(k -> k.contains(word.group()))
                    .findFirst()
                    .orElse(surely ? List.of() : pick(KINDS, random));
            if (!kind.isEmpty()) {
                changes.add(new Change(word, kind));
            }
        });
        Change change = pick(changes, random);
        return change == null
                ? null
                : question.substring(0, change.at().start())
                        + pick(change.words(), random)
                        + question.substring(change.at().end());
    }

    /** A part of a question and what may stand in its place. */
    private record Change(MatchResult at, List<String> words) {}

    private static String number(String like, SplittableRandom random) {
        return Integer.toString(random.nextInt(1, (int) Math.pow(10, Math.min(6, like.length()))));
    }

    /** A question on the topic, null if the pool has none. */
    private String like(List<String> pool, Set<String> topic, SplittableRandom random) {
        List<String> fitting = pool.stream()
                .filter(q -> wordsOf.get(q).stream().anyMatch(topic::contains))
                .toList();
        return pick(fitting, random);
    }

    /** Another question about the same one; half of them in words near those of the item's. */
    private String otherRelation(
            List<String> questions, Set<String> topic, List<String> names, SplittableRandom random) {
        List<String> pool = names.isEmpty() ? prompts.self() : prompts.named();
        String best = unlike(pool, topic, random);
        if (random.nextBoolean()) {
            Set<String> near = words(pick(questions, random));
            for (int i = 1; i < CANDIDATES; i++) {
                String other = unlike(pool, topic, random);
                if (other != null && (best == null || shared(other, near) > shared(best, near))) {
                    best = other;
                }
            }
        }
        return names.isEmpty() ? best : named(best, pick(names, random));
    }

    private long shared(String question, Set<String> near) {
        return wordsOf.get(question).stream().filter(near::contains).count();
    }

    /** A question that is not about the topic, null if none was found: other wordings of the item's own questions are none of the contrasts. */
    private String unlike(List<String> pool, Set<String> topic, SplittableRandom random) {
        for (int i = 0; i < CANDIDATES; i++) {
            String question = pick(pool, random);
            if (wordsOf.get(question).stream().noneMatch(topic::contains)) {
                return question;
            }
        }
        return null;
    }

    private static String named(String form, String name) {
        return form == null ? null : form.replace("{n}", name);
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
