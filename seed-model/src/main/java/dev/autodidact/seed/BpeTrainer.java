package dev.autodidact.seed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains byte-level BPE (Sennrich et al. 2016): the most frequent pair inside a pre-token becomes a token, ties go to the
 * smaller ids, until the vocabulary is full.
 */
public final class BpeTrainer {

    private final List<String> vocabulary = new ArrayList<>(TokenizerFile.MARKERS);
    private final List<String> merges = new ArrayList<>();
    private final List<int[]> words = new ArrayList<>();
    private final List<Integer> wordCounts = new ArrayList<>();
    private final Map<Long, Integer> pairCounts = new HashMap<>();
    private final Map<Long, Set<Integer>> pairWords = new HashMap<>();

    private BpeTrainer() {}

    /**
     * @param texts rendered documents
     * @param vocabSize tokens in all, markers and the 256 bytes included
     * @param templateWords words that swallow a leading space, see {@link TemplateWords}
     * @throws IllegalArgumentException if the vocabulary has no room for the bytes or the texts have too few pairs
     */
    public static TokenizerFile train(Iterable<String> texts, int vocabSize, List<String> templateWords) {
        if (vocabSize < TokenizerFile.MARKERS.size() + 256) {
            throw new IllegalArgumentException("vocabulary of " + vocabSize + " is smaller than markers and bytes");
        }
        String pattern = pattern(templateWords);
        BpeTrainer trainer = new BpeTrainer();
        trainer.addBytes();
        trainer.addWords(count(texts, Pattern.compile(pattern)));
        while (trainer.vocabulary.size() < vocabSize) {
            trainer.merge();
        }
        return new TokenizerFile(trainer.vocabulary, trainer.merges, pattern);
    }

    /** Splits so that content words, digits and names never take the space before them. */
    static String pattern(List<String> templateWords) {
        return "'(?:s|m|re|t|ve|ll|d)(?![A-Za-z])| (?:" + String.join("|", templateWords)
                + ")(?![A-Za-z0-9])|[a-z]+|[A-Z][a-z]*|[0-9]| |\\n|[^\\sA-Za-z0-9]+";
    }

    private static Map<String, Integer> count(Iterable<String> texts, Pattern pattern) {
        String markers = String.join(
                "|",
                TokenizerFile.MARKERS.stream()
                        .sorted((a, b) -> b.length() - a.length())
                        .map(Pattern::quote)
                        .toList());
        Pattern marker = Pattern.compile(markers);
        Map<String, Integer> counts = new TreeMap<>();
        for (String text : texts) {
            for (String part : marker.split(text)) {
                Matcher matcher = pattern.matcher(part);
                while (matcher.find()) {
                    counts.merge(matcher.group(), 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    private void addBytes() {
        for (char letter : byteLetters()) {
            vocabulary.add(String.valueOf(letter));
        }
    }

    /** The printable letter that stands for each byte, as in GPT-2. */
    static char[] byteLetters() {
        char[] letters = new char[256];
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            letters[b] = (char) (printable ? b : next++);
        }
        return letters;
    }

    private void addWords(Map<String, Integer> counts) {
        int firstByte = TokenizerFile.MARKERS.size();
        counts.forEach((text, count) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int[] ids = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                ids[i] = firstByte + (bytes[i] & 0xFF);
            }
            words.add(ids);
            wordCounts.add(count);
            change(words.size() - 1, 1);
        });
    }

    private void merge() {
        long best = -1;
        int bestCount = 0;
        for (Map.Entry<Long, Integer> entry : pairCounts.entrySet()) {
            int count = entry.getValue();
            if (count > bestCount || count == bestCount && entry.getKey() < best) {
                best = entry.getKey();
                bestCount = count;
            }
        }
        if (bestCount < 2) {
            throw new IllegalArgumentException("texts have pairs for " + vocabulary.size() + " tokens only");
        }
        int left = (int) (best >> 32);
        int right = (int) best;
        int merged = vocabulary.size();
        vocabulary.add(vocabulary.get(left) + vocabulary.get(right));
        merges.add(vocabulary.get(left) + " " + vocabulary.get(right));
        for (int word : new ArrayList<>(pairWords.get(best))) {
            change(word, -1);
            words.set(word, replace(words.get(word), left, right, merged));
            change(word, 1);
        }
    }

    /** Adds or takes away the pairs of a word. */
    private void change(int word, int sign) {
        int[] ids = words.get(word);
        int count = sign * wordCounts.get(word);
        for (int i = 0; i + 1 < ids.length; i++) {
            long pair = (long) ids[i] << 32 | ids[i + 1];
            if (pairCounts.merge(pair, count, Integer::sum) == 0) {
                pairCounts.remove(pair);
            }
            Set<Integer> users = pairWords.computeIfAbsent(pair, _ -> new HashSet<>());
            if (sign > 0) {
                users.add(word);
            } else {
                users.remove(word);
            }
        }
    }

    private static int[] replace(int[] ids, int left, int right, int merged) {
        int[] out = new int[ids.length];
        int size = 0;
        for (int i = 0; i < ids.length; i++) {
            if (i + 1 < ids.length && ids[i] == left && ids[i + 1] == right) {
                out[size++] = merged;
                i++;
            } else {
                out[size++] = ids[i];
            }
        }
        return Arrays.copyOf(out, size);
    }
}
