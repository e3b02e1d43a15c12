package dev.autodidact.model;

/**
 * Settings of the optimiser of an adapter.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param eps added to the denominator
 * @param weightDecay decoupled decay, multiplied by the learning rate
 * @param clip largest gradient norm per adapter, 0 for none
 * @see <a href="https://arxiv.org/abs/1711.05101">AdamW</a>
 */
public record AdamW(double beta1, double beta2, double eps, double weightDecay, double clip) {
    /** The usual setting without decay, gradient norm clipped at 1. */
    public static AdamW standard() {
        return new AdamW(0.9, 0.999, 1e-8, 0, 1);
    }
}
