package dev.autodidact.seed;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The closed list of words that swallow a leading space in the seed tokenizer. They come from phrasings only: a word that
 * may be a value is never among them, so that a value has the same tokens after a space, after a quote and at the start.
 */
public final class TemplateWords {

    private static final int LIMIT = 250;
    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private static final Set<String> FUNCTION_WORDS = Set.of(
            "a", "an", "the", "in", "on", "at", "of", "to", "and", "under", "behind", "next", "by", "for", "with");

    private TemplateWords() {}

    /** The most frequent words of the phrasings, most frequent first. */
    public static List<String> of(CorpusData data) {
        Map<String, Integer> counts = new HashMap<>();
        for (Relation relation : data.relations()) {
            count(relation.tells(), 2, counts);
            count(relation.asks(), 3, counts);
        }
        int share = Math.max(1, data.relations().size() / 3);
        for (String key : List.of("tell", "ask")) {
            count(data.generics().all(key), 3 * share, counts);
        }
        data.generics().attributes().forEach(attribute -> count(List.of(attribute.noun()), 2, counts));
        count(data.wrappers().tell(), share, counts);
        count(data.wrappers().ask(), share, counts);
        data.worldFacts().forEach(fact -> count(fact.asks(), 1, counts));
        data.smallTalk().forEach(occasion -> {
            count(occasion.says(), 1, counts);
            count(occasion.replies(), 3, counts);
        });
        Set<String> values = values(data);
        return counts.entrySet().stream()
                .filter(entry -> !values.contains(entry.getKey()))
                .sorted(Comparator.comparing((Map.Entry<String, Integer> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(LIMIT)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void count(List<String> phrasings, int weight, Map<String, Integer> counts) {
        for (String phrasing : phrasings) {
            String words = phrasing.replaceAll("\\{(v|S|S's|S's2|So|attr)?}", " ")
                    .replaceAll("'[a-z]+", " ")
                    .toLowerCase();
            Matcher matcher = WORD.matcher(words);
            while (matcher.find()) {
                counts.merge(matcher.group(), weight, Integer::sum);
            }
        }
    }

    /** Every lower-case word that a value is or contains, function words aside. */
    private static Set<String> values(CorpusData data) {
        Set<String> words = new HashSet<>();
        data.lists().all().forEach((type, items) -> {
            if (!type.endsWith("kin")) {
                items.forEach(item -> add(item, words));
            }
        });
        data.worldFacts().forEach(fact -> add(fact.value(), words));
        words.addAll(Set.of(
                "euros", "dollars", "pounds", "small", "medium", "large", "room", "am", "pm", "com", "org", "net"));
        words.addAll(Set.of(Values.UNITS));
        words.removeAll(FUNCTION_WORDS);
        words.remove("am");
        return words;
    }

    private static void add(String item, Set<String> words) {
        Matcher matcher = WORD.matcher(item);
        while (matcher.find()) {
            words.add(matcher.group());
        }
    }
}
