package dev.autodidact.model;

/**
 * One training or scoring row.
 *
 * @param tokens ids, T of them
 * @param weights loss weight of predicting token t from those before it, length T; index 0 is never predicted
 */
public record Example(int[] tokens, float[] weights) {
    /** Checks that the lengths agree. */
    public Example {
        if (tokens.length != weights.length) {
            throw new IllegalArgumentException(tokens.length + " tokens but " + weights.length + " weights");
        }
        if (tokens.length < 2) {
            throw new IllegalArgumentException("a row needs at least 2 tokens, it has " + tokens.length);
        }
    }

    /** A row whose prompt is masked: weight 0 on {@code prompt}, 1 on {@code completion}. */
    public static Example of(int[] prompt, int[] completion) {
        int[] tokens = java.util.Arrays.copyOf(prompt, prompt.length + completion.length);
        System.arraycopy(completion, 0, tokens, prompt.length, completion.length);
        float[] weights = new float[tokens.length];
        java.util.Arrays.fill(weights, Math.max(1, prompt.length), weights.length, 1f);
        return new Example(tokens, weights);
    }

    /** Number of tokens. */
    public int length() {
        return tokens.length;
    }

    /** Number of predicted tokens with a weight above zero. */
    public int targets() {
        int n = 0;
        for (int t = 1; t < weights.length; t++) {
            n += weights[t] > 0 ? 1 : 0;
        }
        return n;
    }
}
