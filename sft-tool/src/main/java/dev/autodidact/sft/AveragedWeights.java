package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.ModelConfig;

/**
 * The exponential moving average of an adapter's weights over the steps of a training. Single steps swing between rows that are
 * told and rows that are forgotten; their mean holds more of both (LOG.md).
 *
 * @see <a href="https://doi.org/10.1137/0330046">averaging of iterates</a>
 */
final class AveragedWeights {
    /** Of about the last ten steps. */
    private static final double DECAY = 0.9;

    private final ModelConfig config;
    private final LoraConfig lora;
    private final float[] mean;
    private int steps;

    /** @param start the adapter before the first step */
    AveragedWeights(ModelConfig config, Adapter start) {
        this.config = config;
        this.lora = start.lora();
        this.mean = new float[start.values().length];
    }

    /** Takes in the weights after a step. Early ones soon count as nothing, so that the mean does not lag behind. */
    void add(Adapter now) {
        float[] values = now.values();
        steps++;
        float weight = (float) Math.max(1 - DECAY, 9.0 / (steps + 8));
        for (int i = 0; i < values.length; i++) {
            mean[i] += weight * (values[i] - mean[i]);
        }
    }

    Adapter adapter() {
        return Adapter.of(config, lora, mean.clone());
    }
}
