package dev.autodidact.model;

/**
 * TorchScript text of the whole decoder; the sizes of one model are literals in it, everything else is an argument.
 *
 * <p>Weights {@code w}: 0 embedding, 1 final norm, then nine per layer (attention norm, q, k, v, o, feed-forward norm,
 * gate, up, down) and after them what the family adds (biases in the order of the linear layers, norms of queries and
 * keys), and the output head last if it is not tied. Adapter {@code p}: per layer and linear A [K, R, in] and B
 * [K, out, R], split out of one flat tensor [K, R·unit]. The batch axis is K·b: adapter k owns rows k·b to (k+1)·b.
 * Rotary tables {@code r}: cosines and sines [positions, head], and the matrix that turns the halves [head, head].
 * {@code seg} [B, T] numbers the packed rows of a sequence (attention stays inside a row); empty means one row per
 * sequence, plain causal attention. Positions whose next token is predicted are listed in {@code sel} [N], flat indices
 * into B·T. A negative K means that {@code p} are the tables of {@link BatchScript}: -1 with a mask, -2 one slot alone. With gradients, attention and norm
 * are written out: on a CPU the backward pass of the fused attention is three times slower at these lengths, and the norm
 * takes twice as many passes over memory. Dialect: that of serialized code, so dtypes are numbers (f32 6, bf16 15, f16 5).
 */
final class DecoderScript {
    static final String CLASS = "Decoder";

    private DecoderScript() {}

    static String text(ModelConfig c) {
        return text(c, "");
    }

    /** @param more methods that this machine's runtime has beside the common ones */
    static String text(ModelConfig c, String more) {
        String text = BlockScript.TEXT
                + AdapterScript.TEXT
                + ThriftyScript.TEXT
                + PretrainingScript.TEXT
                + InferenceScript.TEXT
                + BatchScript.TEXT
                + more;
        return FamilyScript.fill(WindowScript.fill(text, c), c)
                .replace("@LAYER_UNIT@", Long.toString(LoraLayout.unit(c) / c.layers()))
                .replace("@UNIT@", Long.toString(LoraLayout.unit(c)))
                .replace("@HALF@", Integer.toString(c.headDim() / 2))
                .replace("@SCALE@", Double.toString(1 / Math.sqrt(c.headDim())))
                .replace("@HD@", Integer.toString(c.headDim()))
                .replace("@HEADS@", Integer.toString(c.heads()))
                .replace("@KV@", Integer.toString(c.kvHeads()))
                .replace("@REP@", Integer.toString(c.heads() / c.kvHeads()))
                .replace("@QD@", Integer.toString(c.heads() * c.headDim()))
                .replace("@KD@", Integer.toString(c.kvHeads() * c.headDim()))
                .replace("@FF@", Integer.toString(c.feedForward()))
                .replace("@E@", Integer.toString(c.hidden()))
                .replace("@V@", Integer.toString(c.vocabulary()))
                .replace(
                        "@HEAD@", Integer.toString(c.tied() ? 0 : 2 + c.traits().stride() * c.layers()))
                .replace("@PER@", Double.toString(1.0 / c.hidden()))
                .replace("@PER_HEAD@", Double.toString(1.0 / c.headDim()))
                .replace("@L@", Integer.toString(c.layers()))
                .replace("@EPS@", Double.toString(c.normEps()));
    }
}
