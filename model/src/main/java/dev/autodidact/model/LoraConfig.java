package dev.autodidact.model;

/**
 * Low-rank adaptation of all linear layers: ΔW = alpha / rank · B·A.
 *
 * @param rank R, 1 to 256
 * @param alpha scale numerator, positive
 * @see <a href="https://arxiv.org/abs/2106.09685">LoRA</a>
 */
public record LoraConfig(int rank, double alpha) {
    /** Checks the bounds. */
    public LoraConfig {
        if (rank < 1 || rank > 256) {
            throw new IllegalArgumentException("rank is " + rank + ", allowed 1 to 256");
        }
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("alpha is " + alpha + ", must be positive and finite");
        }
    }

    /** Factor on B·A. */
    public double scale() {
        return alpha / rank;
    }
}
