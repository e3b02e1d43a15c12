package dev.autodidact.model;

/** Fills the decoder's places for what sets families apart in a block: biases, norms of queries and keys, rotation. */
final class FamilyScript {
    private FamilyScript() {}

    static String fill(String text, ModelConfig c) {
        DecoderTraits traits = c.traits();
        String filled = text.replace("@QUERY@", rotated(c, 0, 1, "l"))
                .replace("@KEY@", rotated(c, 1, 2, "l + 2"))
                .replace("@STRIDE@", Integer.toString(traits.stride()));
        for (int linear = 2; linear < 7; linear++) {
            filled = filled.replace("@BIAS" + linear + "@", bias(traits, linear));
        }
        if (traits.queryKeyNorm()) {
            filled += HEAD_NORM;
        }
        if (!traits.unrotatedLayers().isEmpty()) {
            filled += PLACE.replace(
                    "@LAYERS@",
                    traits.unrotatedLayers().stream().sorted().toList().toString());
        }
        return filled;
    }

    private static String bias(DecoderTraits traits, int linear) {
        int at = traits.biasSlot(linear);
        return at < 0 ? "None" : "w[o + " + at + "]";
    }

    /** The expression of a layer's queries or keys: product, norm per head, rotation. */
    private static String rotated(ModelConfig c, int linear, int weight, String part) {
        DecoderTraits traits = c.traits();
        String x = "self.linear(h, w[o + " + weight + "], " + bias(traits, linear) + ", p, " + part + ", K)";
        if (traits.queryKeyNorm()) {
            x = "self.head_norm(" + x + ", w[o + " + traits.normSlot(linear) + "])";
        }
        return traits.unrotatedLayers().isEmpty() ? "self.rope(" + x + ", r)" : "self.place(" + x + ", r, i)";
    }

    private static final String HEAD_NORM = """
              def head_norm(self: __torch__.Decoder, x: Tensor, w: Tensor) -> Tensor:
                y = torch.view(x, [-1, @HD@])
                if torch.is_grad_enabled():
                  n = torch.linalg_vector_norm(y, 2, [-1], True, dtype=6)
                  s = torch.rsqrt(torch.add(torch.mul(torch.mul(n, n), @PER_HEAD@), @EPS@))
                  return torch.view(torch.mul(torch.mul(y, torch.to(s, ops.prim.dtype(y))), w), x.size())
                return torch.view(torch.rms_norm(y, [@HD@], w, @EPS@), x.size())
            """;

    private static final String PLACE = """
              def place(self: __torch__.Decoder, x: Tensor, r: List[Tensor], i: int) -> Tensor:
                if torch.__contains__(@LAYERS@, i):
                  return x
                return self.rope(x, r)
            """;
}
