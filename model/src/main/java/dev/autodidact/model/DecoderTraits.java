package dev.autodidact.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What sets a family apart from the plain Llama.
 *
 * @param attentionBias whether products of queries, keys and values add a bias (Qwen2, and Llamas that say so)
 * @param outputBias whether the attention's output product adds one
 * @param mlpBias whether the three products of the feed-forward block add one
 * @param queryKeyNorm whether queries and keys are normed per head before they are turned (Qwen3)
 * @param window tokens a windowed layer looks back over, its own included; 0 for no limit
 * @param windowedLayers layers with that limit
 * @param unrotatedLayers layers without rotary positions (SmolLM3)
 * @param scaling stretching of the rotary frequencies
 */
public record DecoderTraits(
        boolean attentionBias,
        boolean outputBias,
        boolean mlpBias,
        boolean queryKeyNorm,
        int window,
        Set<Integer> windowedLayers,
        Set<Integer> unrotatedLayers,
        RopeScaling scaling) {
    /** The plain Llama. */
    public static final DecoderTraits PLAIN =
            new DecoderTraits(false, false, false, false, 0, Set.of(), Set.of(), RopeScaling.NONE);

    /** Checks the bounds. */
    public DecoderTraits {
        if (window < 0 || (window == 0 && !windowedLayers.isEmpty())) {
            throw new ModelFormatException("config.json: sliding_window is " + window + ", must be positive");
        }
        windowedLayers = Set.copyOf(windowedLayers);
        unrotatedLayers = Set.copyOf(unrotatedLayers);
    }

    /** Layers in which the window can matter at all: none, if it is as long as the longest sequence. */
    Set<Integer> windowed(ModelConfig c) {
        return window >= Weights.positions(c) ? Set.of() : new TreeSet<>(windowedLayers);
    }

    private boolean biased(int linear) {
        return linear < 3 ? attentionBias : linear == 3 ? outputBias : mlpBias;
    }

    /** Place of a linear layer's bias among the tensors of its block, -1 for none. */
    int biasSlot(int linear) {
        if (!biased(linear)) {
            return -1;
        }
        int at = 9;
        for (int j = 0; j < linear; j++) {
            at += biased(j) ? 1 : 0;
        }
        return at;
    }

    /** Place of the norm of queries (0) or keys (1) among the tensors of its block. */
    int normSlot(int linear) {
        return stride() - 2 + linear;
    }

    /** Tensors per block. */
    int stride() {
        return 9 + extras(1, new int[7][2]).size();
    }

    /** What a block has beside the nine tensors of a Llama: names within the block, and lengths. */
    List<Weights.Slot> extras(int headDim, int[][] linearShapes) {
        List<Weights.Slot> slots = new ArrayList<>();
        for (int j = 0; j < 7; j++) {
            if (biased(j)) {
                slots.add(new Weights.Slot(ModelConfig.LINEARS[j] + ".bias", new long[] {linearShapes[j][0]}));
            }
        }
        if (queryKeyNorm) {
            slots.add(new Weights.Slot("self_attn.q_norm.weight", new long[] {headDim}));
            slots.add(new Weights.Slot("self_attn.k_norm.weight", new long[] {headDim}));
        }
        return slots;
    }
}
