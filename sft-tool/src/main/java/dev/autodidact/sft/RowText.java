package dev.autodidact.sft;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses rows that would train control tokens, whoever vouches for them: chat-template markers and tool-call markup.
 * Refuses what is no text in any field: control characters and halves of surrogate pairs.
 */
final class RowText {

    /** Chat markers and tool-call markup, also when blanks stand in them. */
    private static final Pattern MARKUP = Pattern.compile(
            "<\\s*\\|[^|<>\\n]{1,64}\\|\\s*>"
                    + "|<\\s*/?\\s*(tool_calls?|tool_response|function_calls?|start_of_turn|end_of_turn)\\s*>"
                    + "|\\[\\s*/?\\s*(inst|tool_calls|available_tools)\\s*]"
                    + "|<<\\s*/?\\s*sys\\s*>>",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{S}]");

    private RowText() {}

    /**
     * Checks a field of a row.
     *
     * @throws InvalidTeachingException naming the field and what it holds
     */
    static void check(String param, String text) {
        checkCharacters(param, text);
        String markup = markup(text);
        if (markup != null) {
            throw new InvalidTeachingException(
                    param, param + " holds the control markup '" + markup + "'; rows may hold plain text only");
        }
    }

    /**
     * Checks that a question or a statement is more than punctuation: of marks alone nobody can tell what they ask.
     *
     * @throws InvalidTeachingException naming the field
     */
    static void checkWord(String param, String text) {
        if (!WORD.matcher(text).find()) {
            throw new InvalidTeachingException(
                    param, param + " is '" + text.strip() + "'; at least one letter, digit or symbol is needed");
        }
    }

    /** Checks any text; null is allowed. */
    static void checkCharacters(String param, String text) {
        if (text == null) {
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(c) || Character.isISOControl(c) && "\t\n\r".indexOf(c) < 0) {
                throw new InvalidTeachingException(
                        param, "%s holds the character U+%04X at %d, which is no text".formatted(param, (int) c, i));
            }
        }
    }

    /** The first control markup in a text, or null. */
    static String markup(String text) {
        Matcher found = MARKUP.matcher(plain(text));
        return found.find() ? found.group() : null;
    }

    /** The text as a reader sees it: compatibility forms folded, characters without width left out. */
    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("\\p{Cf}", "");
    }
}
