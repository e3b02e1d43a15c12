package dev.autodidact.memory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;

/** Texts of entries: bounds, and what counts as the same text. */
final class MemoryText {

    private MemoryText() {}

    /**
     * A text that may be stored or searched for.
     *
     * @throws InvalidMemoryException where it is empty, too long, or no text
     */
    static String check(String param, String text, int maxChars) {
        if (text == null || text.codePoints().allMatch(MemoryText::unseen)) {
            throw new InvalidMemoryException(param, param + " is empty; 1 to " + maxChars + " characters are needed");
        }
        if (text.length() > maxChars) {
            throw new InvalidMemoryException(
                    param, param + " has " + text.length() + " characters; at most " + maxChars);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alone = Character.isHighSurrogate(c)
                    ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
                    : Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
            if (alone || Character.isISOControl(c) && c != '\n' && c != '\t' && c != '\r') {
                throw new InvalidMemoryException(
                        param,
                        "%s holds %s at position %d"
                                .formatted(param, alone ? "half a character" : "a control character", i));
            }
        }
        return text.strip();
    }

    /** Blanks, and characters of no width such as joiners and marks of direction. */
    private static boolean unseen(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    /** Hash of what is the same in texts that say the same: letters and digits in lower case, blanks single. */
    static String hash(String text) {
        String words = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ")
                .replaceAll("[.!\\s]+$", "")
                .strip();
        return sha256(words.isEmpty() ? text : words);
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
