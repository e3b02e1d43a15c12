package dev.autodidact.model;

/**
 * Llama 3's stretching of the rotary frequencies: waves longer than {@code originalPositions / lowFactor} are slowed
 * down by {@code factor}, those shorter than {@code originalPositions / highFactor} stay, those between are blended.
 * All in f32, as transformers' {@code _compute_llama3_parameters} does it.
 *
 * @param factor how many times longer the context became; 1 for none
 * @param lowFactor {@code low_freq_factor}
 * @param highFactor {@code high_freq_factor}, larger than {@code lowFactor}
 * @param originalPositions {@code original_max_position_embeddings}, tokens
 */
public record RopeScaling(double factor, double lowFactor, double highFactor, int originalPositions) {
    /** Plain rotary positions. */
    public static final RopeScaling NONE = new RopeScaling(1, 1, 2, 1);

    /** Checks the bounds. */
    public RopeScaling {
        if (!(factor >= 1) || !(lowFactor > 0) || !(highFactor > lowFactor) || originalPositions < 1) {
            throw new ModelFormatException("config.json: rope scaling with factor " + factor + ", low_freq_factor "
                    + lowFactor + ", high_freq_factor " + highFactor + " and original_max_position_embeddings "
                    + originalPositions + "; factor >= 1 and 0 < low < high were expected");
        }
    }

    float frequency(float plain) {
        if (factor == 1) {
            return plain;
        }
        float wave = (float) (2 * Math.PI) / plain;
        if (wave > originalPositions / lowFactor) {
            return plain / (float) factor;
        }
        if (wave < originalPositions / highFactor) {
            return plain;
        }
        float smooth = (originalPositions / wave - (float) lowFactor) / (float) (highFactor - lowFactor);
        return (1 - smooth) * plain / (float) factor + smooth * plain;
    }
}
