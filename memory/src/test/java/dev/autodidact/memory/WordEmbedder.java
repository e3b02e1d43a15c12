package dev.autodidact.memory;

import java.util.List;
import java.util.Locale;

/** A small and obvious stand-in for the embedding model: each word is a direction, drawn from its hash. */
final class WordEmbedder implements TextEmbedder {

    static final int DIMENSIONS = 64;

    @Override
    public String id() {
        return "words";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public Embedded read(List<String> texts) {
        return new Embedded(
                texts.stream().map(WordEmbedder::vector).toList(),
                texts.stream().mapToInt(text -> text.split(" ").length).sum());
    }

    private static float[] vector(String text) {
        float[] vector = new float[DIMENSIONS];
        vector[0] = 0.01f;
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            vector[Math.floorMod(31 * word.hashCode(), DIMENSIONS)] += 1;
        }
        double norm = 0;
        for (float value : vector) {
            norm += value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(norm);
        }
        return vector;
    }
}
