package dev.autodidact.model;

import java.util.Arrays;

/**
 * Streaming decode: {@link #push} takes one id and returns the text that it completes.
 *
 * <p>Text that ends in the middle of a UTF-8 character is held back until the character is whole. All returned texts,
 * with that of {@link #finish()}, make up the text that {@link TextTokenizer#decode} gives for all ids. Only the ids
 * since the last piece but one are decoded again, so the cost of a token does not grow with the text. For one thread.
 */
public final class TokenStream {
    private static final char INCOMPLETE = '\uFFFD';

    private final TextTokenizer tokenizer;
    private final boolean skipSpecial;
    private int[] ids = new int[16];
    private int size; // ids kept: [0, told) give text already returned, [told, size) are new
    private int told;

    TokenStream(TextTokenizer tokenizer, boolean skipSpecial) {
        this.tokenizer = tokenizer;
        this.skipSpecial = skipSpecial;
    }

    /**
     * Adds a token.
     *
     * @return the newly completed text, often one word, empty while a character is incomplete
     */
    public String push(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = id;
        return advance(false);
    }

    /** Ends the text: returns what was held back, with the replacement character for bytes that are no character. */
    public String finish() {
        String rest = advance(true);
        size = 0;
        told = 0;
        return rest;
    }

    private String advance(boolean last) {
        String before = tokenizer.decode(Arrays.copyOf(ids, told), skipSpecial);
        String after = tokenizer.decode(Arrays.copyOf(ids, size), skipSpecial);
        boolean incomplete = !after.isEmpty() && after.charAt(after.length() - 1) == INCOMPLETE;
        if (after.length() <= before.length() || (incomplete && !last)) {
            return "";
        }
        ids = Arrays.copyOfRange(ids, told, Math.max(size, told + 16));
        size -= told;
        told = size;
        return after.substring(before.length());
    }
}
