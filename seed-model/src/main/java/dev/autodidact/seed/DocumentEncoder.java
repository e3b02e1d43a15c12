package dev.autodidact.seed;

import dev.autodidact.model.Example;
import dev.autodidact.model.TextTokenizer;
import java.util.Arrays;

/** Turns a document into token ids and loss weights. */
final class DocumentEncoder {
    private final TextTokenizer tokenizer;

    DocumentEncoder(TextTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Only what the assistant says is trained. */
    Example encode(Document document) {
        int[] tokens = new int[256];
        float[] weights = new float[256];
        int length = 0;
        for (Span span : document.spans()) {
            int[] ids = tokenizer.encode(span.text());
            if (length + ids.length > tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * (length + ids.length));
                weights = Arrays.copyOf(weights, tokens.length);
            }
            System.arraycopy(ids, 0, tokens, length, ids.length);
            Arrays.fill(weights, length, length + ids.length, span.weight());
            length += ids.length;
        }
        // the newline after the last end marker says nothing
        length--;
        return new Example(Arrays.copyOf(tokens, length), Arrays.copyOf(weights, length));
    }
}
