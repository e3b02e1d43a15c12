package dev.autodidact.memory;

/** The beginning of a text, for messages that name what they refuse and for titles. */
public final class Excerpt {

    /** Room for a model's name with the 64 digits of a version. */
    private static final int CHARS = 120;

    private Excerpt() {}

    /** The text, or as much of it as a message may hold; empty for null. */
    public static String of(String text) {
        return of(text, CHARS);
    }

    /** The text, or its first characters with … behind them; empty for null. */
    public static String of(String text, int chars) {
        if (text == null || text.length() <= chars) {
            return text == null ? "" : text;
        }
        int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
        return text.substring(0, end) + "…";
    }
}
