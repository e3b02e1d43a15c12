package dev.autodidact.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Cuts what a person said into texts worth remembering: sentences that state something, joined to passages of a few hundred
 * characters. Questions and requests are left out, since a search for a question would find first of all that question.
 */
final class Episodes {

    static final int MAX_CHARS = 240;

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?。！？])[\"')\\]]*\\s+|\\n+");
    private static final Pattern ASKS = Pattern.compile(
            "(and |so |ok |now |well |hey |hi |hello |please |sorry )*"
                    + "(what|which|who|whom|whose|where|when|why|how|is|are|am|was|were|do|does|did|can|could|will|would|should"
                    + "|may|have|has|tell|give|show|say|name|remind|repeat|look|recall|search|find|explain|write|translate)"
                    + "('s|'re)?\\b.*",
            Pattern.DOTALL);

    private Episodes() {}

    /** The texts, in order; none where nothing was stated. */
    static List<String> of(String said) {
        List<String> texts = new ArrayList<>();
        StringBuilder passage = new StringBuilder();
        for (String part : SENTENCE_END.split(clean(said))) {
            String sentence = part.strip();
            if (!states(sentence)) {
                continue;
            }
            for (String piece : pieces(sentence)) {
                if (!passage.isEmpty() && passage.length() + piece.length() + 1 > MAX_CHARS) {
                    texts.add(passage.toString());
                    passage.setLength(0);
                }
                passage.append(passage.isEmpty() ? "" : " ").append(piece);
            }
        }
        if (!passage.isEmpty()) {
            texts.add(passage.toString());
        }
        return texts;
    }

    private static boolean states(String sentence) {
        String plain = sentence.toLowerCase(Locale.ROOT).replaceAll("^[^\\p{L}\\p{N}]+", "");
        boolean slight = plain.codePoints().filter(Character::isLetterOrDigit).count() < 8;
        return !slight
                && !sentence.endsWith("?")
                && !sentence.endsWith("？")
                && !ASKS.matcher(plain).matches();
    }

    /** A sentence without an end in sight is cut at blanks. */
    private static List<String> pieces(String sentence) {
        List<String> pieces = new ArrayList<>();
        String rest = sentence;
        while (rest.length() > MAX_CHARS) {
            int blank = rest.lastIndexOf(' ', MAX_CHARS);
            int cut = blank > MAX_CHARS / 2 ? blank : MAX_CHARS;
            if (Character.isHighSurrogate(rest.charAt(cut - 1))) {
                cut--;
            }
            pieces.add(rest.substring(0, cut).strip());
            rest = rest.substring(cut).strip();
        }
        pieces.add(rest);
        return pieces;
    }

    private static String clean(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c != '\n' && Character.isISOControl(c)
                                || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                        ? ' '
                        : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
