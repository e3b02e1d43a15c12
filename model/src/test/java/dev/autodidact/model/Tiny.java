package dev.autodidact.model;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The tiny random Llama of the fixtures, loaded once, and rows and adapters for it. */
final class Tiny {
    static final LanguageModel MODEL = LanguageModel.load(Fixture.path("tiny-llama"));
    static final JsonObject GOLDEN = Fixture.object("tiny-llama.json");
    static final LoraConfig LORA = new LoraConfig(4, 8);

    private Tiny() {}

    /** The random adapter that peft saved. */
    static Adapter adapter() {
        return Fixture.adapter(MODEL.config(), "tiny-llama-lora", 4, 8);
    }

    /** An adapter whose A and B are both random. */
    static Adapter adapter(long seed) {
        Random random = new Random(seed);
        float[] values = new float[LoraLayout.size(MODEL.config(), LORA.rank())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.2 * random.nextGaussian());
        }
        return Adapter.of(MODEL.config(), LORA, values);
    }

    /** Random rows of 2 to {@code longest} tokens, about a third of each masked. */
    static List<Example> rows(long seed, int count, int longest) {
        Random random = new Random(seed);
        List<Example> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] tokens = random.ints(2 + random.nextInt(longest - 1), 3, 300).toArray();
            float[] weights = new float[tokens.length];
            Arrays.fill(weights, Math.max(1, tokens.length / 3), tokens.length, 1f);
            rows.add(new Example(tokens, weights));
        }
        return rows;
    }

    static int[] prompt(long seed, int length) {
        return new Random(seed).ints(length, 3, 300).toArray();
    }

    /** Plain AdamW: no clipping, no decay. */
    static AdamW adamW() {
        return new AdamW(0.9, 0.999, 1e-8, 0, 0);
    }

    /** The values after {@code steps} steps at learning rate 1e-2 on these rows. */
    static float[] train(Adapter start, List<Example> rows, int steps) {
        try (LoraTraining training = MODEL.training(List.of(start), adamW(), Precision.F32)) {
            PackedBatch batch = PackedBatch.of(rows);
            for (int i = 0; i < steps; i++) {
                training.step(batch, 1e-2f);
            }
            return training.adapters().getFirst().values();
        }
    }

    static Completion greedy(int[] prompt, Adapter adapter, int tokens) {
        return MODEL.generate(
                new GenerationRequest(prompt, adapter, Sampling.greedy(), tokens, java.util.Set.of()),
                Precision.F32,
                token -> true);
    }
}
