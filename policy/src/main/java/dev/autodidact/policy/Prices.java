package dev.autodidact.policy;

/**
 * What a reward takes off for its costs.
 *
 * @param damage price of one unit of lost probability of the base's own answers to nearby questions
 * @param tokens price of 1000 trained tokens
 */
public record Prices(double damage, double tokens) {
    /** Checks the bounds. */
    public Prices {
        if (!(damage >= 0 && damage <= 10 && tokens >= 0 && tokens <= 10)) {
            throw new IllegalArgumentException(
                    "prices are " + damage + " for damage and " + tokens + " for tokens, allowed 0 to 10");
        }
    }

    /** The default. */
    public static Prices standard() {
        return new Prices(0.2, 0.02);
    }
}
