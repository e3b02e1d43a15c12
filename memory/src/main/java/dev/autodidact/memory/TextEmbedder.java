package dev.autodidact.memory;

import java.util.List;

/** Turns texts into vectors of length 1, so that the inner product says how near two texts are. */
public interface TextEmbedder {

    /** Names the model: vectors of another one cannot be compared with its own. At most 64 characters. */
    String id();

    /** Length of the vectors. */
    int dimensions();

    /**
     * What came of some texts.
     *
     * @param vectors theirs, in order
     * @param tokens how many tokens were read, markers of beginning and end not counted
     */
    record Embedded(List<float[]> vectors, int tokens) {}

    /** The vectors of these texts. What is beyond the model's length is not looked at. */
    Embedded read(List<String> texts);

    /** The vectors of these texts, in order. */
    default List<float[]> embed(List<String> texts) {
        return read(texts).vectors();
    }

    /** The vector of one text. */
    default float[] embed(String text) {
        return embed(List.of(text)).getFirst();
    }
}
