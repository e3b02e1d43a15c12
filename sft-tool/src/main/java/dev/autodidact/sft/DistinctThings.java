package dev.autodidact.sft;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether questions are about different things by their words alone: other names, other numbers, or another word before the
 * same one ("the red door" beside "the blue door"). A small model reads over such a word (LOG.md).
 */
final class DistinctThings {
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** Words before a noun that say nothing of which one it is. */
    private static final Set<String> PLAIN = Set.of(
            "the",
            "a",
            "an",
            "my",
            "our",
            "your",
            "his",
            "her",
            "its",
            "their",
            "this",
            "that",
            "of",
            "for",
            "to",
            "in",
            "on",
            "at",
            "by",
            "from",
            "with",
            "is",
            "are",
            "was",
            "were",
            "do",
            "does",
            "did",
            "has",
            "have",
            "and",
            "or",
            "what",
            "which",
            "who",
            "whose",
            "where",
            "when",
            "how",
            "me",
            "you",
            "i",
            "know",
            "tell",
            "remember",
            "s",
            "it",
            "please",
            "now",
            "new",
            "old",
            "exact",
            "right",
            "current");

    private DistinctThings() {}

    /** Whether one list of questions surely asks for another thing than the other one. */
    static boolean sure(List<String> one, List<String> other) {
        return apart(Set.copyOf(Contrast.names(one)), Set.copyOf(Contrast.names(other)))
                || apart(numbers(one), numbers(other))
                || otherBefore(one, other);
    }

    private static boolean apart(Set<String> one, Set<String> other) {
        return !one.isEmpty() && !other.isEmpty() && Collections.disjoint(one, other);
    }

    private static Set<String> numbers(List<String> questions) {
        return NUMBER.matcher(String.join(" ", questions))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
    }

    /** Whether a word has another one before it here than there, and neither is anywhere on the other side. */
    private static boolean otherBefore(List<String> one, List<String> other) {
        Set<String> words = words(one);
        Set<String> otherWords = words(other);
        for (String[] pair : pairs(one)) {
            for (String[] otherPair : pairs(other)) {
                if (pair[1].equals(otherPair[1])
                        && !pair[0].equals(otherPair[0])
                        && !otherWords.contains(pair[0])
                        && !words.contains(otherPair[0])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<String> words(List<String> questions) {
        return questions.stream().flatMap(q -> List.of(split(q)).stream()).collect(Collectors.toSet());
    }

    private static Set<String[]> pairs(List<String> questions) {
        Set<String[]> pairs = new HashSet<>();
        for (String question : questions) {
            String[] words = split(question);
            for (int i = 1; i < words.length; i++) {
                if (!PLAIN.contains(words[i - 1]) && !PLAIN.contains(words[i])) {
                    pairs.add(new String[] {words[i - 1], words[i]});
                }
            }
        }
        return pairs;
    }

    private static String[] split(String question) {
        return Contrast.normal(question).split(" ");
    }
}
