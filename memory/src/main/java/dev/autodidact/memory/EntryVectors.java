package dev.autodidact.memory;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Vectors for the index. A single text that the embedding model cannot read must not keep all others out of it. */
final class EntryVectors {

    private static final Logger LOG = Logger.getLogger(EntryVectors.class);

    /** Whoever cannot read this is broken himself. */
    private static final String PLAIN = "A plain sentence.";

    private EntryVectors() {}

    /**
     * The vectors of these texts, in order; null for one that cannot be read, which is found by its words only.
     *
     * @throws RuntimeException as the model says it, where it reads nothing at all
     */
    static List<float[]> of(TextEmbedder embedder, List<String> texts) {
        try {
            return embedder.embed(texts);
        } catch (RuntimeException e) {
            embedder.embed(PLAIN);
            LOG.debug("a batch of texts cannot be embedded as a whole", e);
        }
        List<float[]> vectors = new ArrayList<>();
        for (String text : texts) {
            vectors.add(alone(embedder, text));
        }
        return vectors;
    }

    private static float[] alone(TextEmbedder embedder, String text) {
        try {
            return embedder.embed(text);
        } catch (RuntimeException e) {
            LOG.warnf(e, "a text of %d characters cannot be embedded; it is found by its words only", text.length());
            return null;
        }
    }
}
