package dev.autodidact.model;

/**
 * Memory that a training step or a scoring takes beside weights and adapters, computed from shapes: h hidden width, q width
 * of all query heads, f width of the feed-forward layer, n heads, V vocabulary, L layers, e bytes of a base number, T width
 * of a sequence.
 *
 * <p>Training keeps for each position and layer what the way back reads, e·(8h + 8q + 7f + n·T) bytes, and beside that what
 * one block works with, e·(6h + 3q + 6f + n·T); recomputing keeps e·h a layer and one block. Each predicted token has its
 * logits, their logarithms and their gradient, (12 + 2e)·V bytes. The factors are fitted to measured peaks with what the
 * allocator loses ({@code bench/run step-memory}, LOG.md).
 *
 * @param config the decoder's shape
 * @param numberBytes bytes of a number of the base, e
 */
public record StepMemory(ModelConfig config, int numberBytes) {
    /** For a base in one format. */
    public static StepMemory of(ModelConfig config, Precision precision) {
        return new StepMemory(config, precision == Precision.F32 ? 4 : 2);
    }

    /**
     * Bytes of one training step.
     *
     * @param positions grid positions, K·b·T
     * @param width T
     * @param predicted tokens that count in the loss
     * @param recompute whether blocks are computed again on the way back
     */
    public long training(long positions, int width, long predicted, boolean recompute) {
        long scores = (long) config.heads() * width;
        long layer = 8L * config.hidden() + 8 * queries() + 7L * config.feedForward() + scores;
        long kept = recompute ? (long) config.layers() * config.hidden() + layer : config.layers() * layer;
        long working = 6L * config.hidden() + 3 * queries() + 6L * config.feedForward() + scores;
        return positions * numberBytes * (kept + working) + predicted * config.vocabulary() * (12 + 2L * numberBytes);
    }

    /** Bytes of the training step on a batch. */
    long training(PackedBatch batch, boolean recompute) {
        return training(batch.ids().length, batch.width(), batch.targets().length, recompute);
    }

    /**
     * Bytes of scoring a batch.
     *
     * @param distributions whether whole distributions are compared, not single tokens
     */
    public long scoring(PackedBatch batch, boolean distributions) {
        long working = 6L * config.hidden() + 7 * queries() + 5L * config.feedForward() + 2L * batch.width();
        return batch.ids().length * (long) numberBytes * working
                + batch.targets().length * (long) config.vocabulary() * (numberBytes + (distributions ? 20 : 8));
    }

    private long queries() {
        return (long) config.heads() * config.headDim();
    }

    /** How many of {@code sequences} fit where all of them take {@code bytes}; at least one. */
    static int fitting(int sequences, long bytes, long budget) {
        return bytes <= budget ? sequences : (int) Math.max(1, sequences * ((double) budget / bytes));
    }
}
