package dev.autodidact.model;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The adapter of the MiniMind fixtures, made from the hash {@code formula} of make_fixtures.py. */
final class MiniMind {
    private MiniMind() {}

    /** Parts in the order in which the fixture numbers them: by name. */
    static List<LoraLayout.Part> numbered(ModelConfig model, int rank) {
        List<LoraLayout.Part> parts = new ArrayList<>(LoraLayout.parts(model, rank));
        parts.sort(Comparator.comparing(LoraLayout.Part::name));
        return parts;
    }

    static Adapter adapter(ModelConfig model, JsonObject lora) {
        int rank = lora.get("rank").getAsInt();
        double scale = lora.get("scale").getAsDouble();
        float[] values = new float[LoraLayout.size(model, rank)];
        List<LoraLayout.Part> parts = numbered(model, rank);
        for (int number = 0; number < parts.size(); number++) {
            LoraLayout.Part part = parts.get(number);
            for (int i = 0; i < part.length(); i++) {
                values[part.offset() + i] = (float) formula(number, i, scale);
            }
        }
        return Adapter.of(model, new LoraConfig(rank, lora.get("alpha").getAsDouble()), values);
    }

    private static double formula(int number, int i, double scale) {
        long h = ((number * 1000003L + i) * 2654435761L) & 0xFFFFFFFFL;
        h = ((h ^ (h >>> 15)) * 2246822519L) & 0xFFFFFFFFL;
        return ((h >>> 8) / 16777216.0 - 0.5) * scale;
    }
}
