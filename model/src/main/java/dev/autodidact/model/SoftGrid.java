package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/**
 * The arrays of {@link SoftTargets} in native memory.
 *
 * @param at [t] positions in the grid
 * @param logProbabilities [t, vocabulary]
 * @param weights [adapters, t]
 */
record SoftGrid(PtNDArray at, PtNDArray logProbabilities, PtNDArray weights) {

    static SoftGrid of(PtNDManager scope, SoftTargets soft, int adapters, int vocabulary) {
        int targets = soft.at().length;
        return new SoftGrid(
                Torch.longs(scope, soft.at(), targets),
                Torch.floats(scope, soft.logProbabilities(), targets, vocabulary),
                Torch.floats(scope, soft.weights(), adapters, targets));
    }
}
