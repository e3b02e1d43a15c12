package dev.autodidact.model;

/**
 * How the next token is chosen.
 *
 * @param temperature 0 for greedy, else the divisor of the logits
 * @param topP nucleus mass in (0, 1]
 * @param seed seed of the random choice; equal seeds give equal texts
 */
public record Sampling(double temperature, double topP, long seed) {
    /** Checks the bounds. */
    public Sampling {
        if (!(temperature >= 0 && temperature <= 10)) {
            throw new IllegalArgumentException("temperature is " + temperature + ", allowed 0 to 10");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top_p is " + topP + ", allowed above 0 up to 1");
        }
    }

    /** Always the most probable token. */
    public static Sampling greedy() {
        return new Sampling(0, 1, 0);
    }
}
