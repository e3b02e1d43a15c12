package dev.autodidact.memory;

import java.util.List;

/** Turns texts into vectors of length 1, so that the inner product says how near two texts are. */
public interface TextEmbedder {

    /** Names the model: vectors of another one cannot be compared with its own. At most 64 characters. */
    String id();

    /** Length of the vectors. */
    int dimensions();

    /** The vectors of these texts, in order. What is beyond the model's length is not looked at. */
    List<float[]> embed(List<String> texts);

    /** The vector of one text. */
    default float[] embed(String text) {
        return embed(List.of(text)).getFirst();
    }
}
