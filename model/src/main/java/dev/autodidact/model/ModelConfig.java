package dev.autodidact.model;

import java.nio.file.Path;
import java.util.Set;

/**
 * Shape of a Llama-family decoder, as {@code config.json} of a Hugging Face folder gives it.
 *
 * @param hidden E, width of the residual stream
 * @param layers number of blocks
 * @param heads H, query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim width of one head
 * @param feedForward inner width of the SwiGLU block
 * @param vocabulary V
 * @param normEps epsilon of RMSNorm
 * @param ropeTheta base of the rotary frequencies
 * @param maxPositions longest sequence the model was made for
 * @param tied whether the output head is the embedding matrix
 * @param eosIds token ids that end a turn
 * @param traits what sets its family apart from the plain Llama
 */
public record ModelConfig(
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int feedForward,
        int vocabulary,
        double normEps,
        double ropeTheta,
        int maxPositions,
        boolean tied,
        Set<Integer> eosIds,
        DecoderTraits traits) {

    /** A plain Llama. */
    public ModelConfig(
            int hidden,
            int layers,
            int heads,
            int kvHeads,
            int headDim,
            int feedForward,
            int vocabulary,
            double normEps,
            double ropeTheta,
            int maxPositions,
            boolean tied,
            Set<Integer> eosIds) {
        this(
                hidden,
                layers,
                heads,
                kvHeads,
                headDim,
                feedForward,
                vocabulary,
                normEps,
                ropeTheta,
                maxPositions,
                tied,
                eosIds,
                DecoderTraits.PLAIN);
    }

    /** The seven linear layers of a block, in weight order. */
    static final String[] LINEARS = {
        "self_attn.q_proj",
        "self_attn.k_proj",
        "self_attn.v_proj",
        "self_attn.o_proj",
        "mlp.gate_proj",
        "mlp.up_proj",
        "mlp.down_proj"
    };

    /** Checks the divisibility and the signs. */
    public ModelConfig {
        if (Math.min(Math.min(hidden, layers), Math.min(heads, kvHeads)) <= 0
                || Math.min(Math.min(headDim, feedForward), Math.min(vocabulary, maxPositions)) <= 0) {
            throw new ModelFormatException("config.json: all sizes must be positive");
        }
        if (heads % kvHeads != 0) {
            throw new ModelFormatException("config.json: num_attention_heads " + heads
                    + " is not a multiple of num_key_value_heads " + kvHeads);
        }
        if (headDim % 2 != 0) {
            throw new ModelFormatException("config.json: head_dim " + headDim + " must be even for rotary positions");
        }
        if (!(normEps > 0) || !(ropeTheta > 0)) {
            throw new ModelFormatException(
                    "config.json: rms_norm_eps " + normEps + " and rope_theta " + ropeTheta + " must be positive");
        }
        eosIds = Set.copyOf(eosIds);
    }

    /** Output and input width of each of the seven linear layers, in the order of {@link #LINEARS}. */
    int[][] linearShapes() {
        int q = heads * headDim;
        int kv = kvHeads * headDim;
        return new int[][] {
            {q, hidden},
            {kv, hidden},
            {kv, hidden},
            {hidden, q},
            {feedForward, hidden},
            {feedForward, hidden},
            {hidden, feedForward}
        };
    }

    /** Number of parameters in matrices that take part in a product, the output head included. */
    public long matrixParameters() {
        long sum = (long) vocabulary * hidden;
        for (int[] shape : linearShapes()) {
            sum += (long) layers * shape[0] * shape[1];
        }
        return sum;
    }

    /** Number of stored parameters. */
    public long parameters() {
        long small = 0;
        for (Weights.Slot slot : traits.extras(headDim, linearShapes())) {
            small += slot.shape()[0];
        }
        return matrixParameters()
                + (tied ? 0 : (long) vocabulary * hidden)
                + (2L * layers + 1) * hidden
                + layers * small;
    }

    /**
     * Reads {@code config.json} (and the end-of-turn ids of {@code generation_config.json}, where it exists).
     *
     * @throws ModelFormatException if the file is missing, is no JSON, or asks for maths this decoder does not have
     */
    public static ModelConfig read(Path folder) {
        return ConfigFile.read(folder);
    }
}
