package dev.autodidact.model;

/**
 * The step of a batch in few products, on weights that are packed once for the processor's matrix unit (oneDNN) instead of
 * in each call. Rows are flat: x [M, E] with M = B·t. A layer has five products: queries, keys and values; output;
 * gate with its SiLU; up; down. Rotary positions swap the halves of a head and have the sign in the sine. Adapters lie in slots as in {@link BatchScript}, but B is laid beside the weight,
 * [W | B] with B [out, S·R], and the masked A·x beside x: so an adapter adds the small product by A to each group, and
 * rows without one add zeros behind the same sums. Lists: {@code f} = embedding, final norm, packed head, V…1, sines with
 * the sign, then two norms per layer; {@code z} = per layer the five products, with adapters the A of the four groups before them.
 */
final class StepScript {
    private StepScript() {}

    /** Parameters of the largest model that is held a second time, packed; products of larger ones outweigh the packing. */
    private static final long MOST = 50_000_000;

    /** Whether a decoder of that shape can have this step here. */
    static boolean runs(ModelConfig config, String device) {
        DecoderTraits t = config.traits();
        return device.equals("cpu")
                && System.getProperty("os.name").startsWith("Linux")
                && System.getProperty("os.arch").equals("amd64")
                && config.parameters() <= MOST
                && t.stride() == DecoderTraits.PLAIN.stride()
                && t.windowed(config).isEmpty()
                && t.unrotatedLayers().isEmpty();
    }

    static final String TEXT = """
              def packed(self: __torch__.Decoder, w: List[Tensor]) -> List[Tensor]:
                out = annotate(List[Tensor], [])
                for i in range(torch.len(w)):
                  _0 = torch.append(out, ops.mkldnn._reorder_linear_weight(w[i], 32))
                return out
              def fixed(self: __torch__.Decoder, w: List[Tensor], r: List[Tensor]) -> List[Tensor]:
                sines = torch.cat([torch.neg(torch.slice(r[1], 1, 0, @HALF@, 1)), torch.slice(r[1], 1, @HALF@, @HD@, 1)], 1)
                down = torch.to(torch.arange(@V@, 0, -1, dtype=4, layout=None, device=ops.prim.device(w[0]), pin_memory=False), 6)
                out = [w[0], w[1], ops.mkldnn._reorder_linear_weight(w[@HEAD@], 32), down, sines]
                for i in range(@L@):
                  o = 2 + i * @STRIDE@
                  _0 = torch.append(out, w[o])
                  _1 = torch.append(out, w[o + 5])
                return out
              def products(self: __torch__.Decoder, w: List[Tensor]) -> List[Tensor]:
                out = annotate(List[Tensor], [])
                for i in range(@L@):
                  o = 2 + i * @STRIDE@
                  _0 = torch.append(out, torch.cat([w[o + 1], w[o + 2], w[o + 3]], 0))
                  for j in [4, 6, 7, 8]:
                    _1 = torch.append(out, w[o + j])
                return out
              def beside(self: __torch__.Decoder, w: Tensor, b: Tensor, row: int, column: int) -> Tensor:
                there = torch.slice(torch.slice(w, 0, row, row + b.size(0), 1), 1, column, column + b.size(1), 1)
                return torch.copy_(there, b)
              def lay_base(self: __torch__.Decoder, w: List[Tensor], n: int) -> List[Tensor]:
                downs = [3 * n, n, 2 * n, n]
                reads = [@E@, @QD@, @E@, @FF@]
                more = [3 * n, n, n, n, n]
                out = annotate(List[Tensor], [])
                for l in range(@L@):
                  for g in range(4):
                    _0 = torch.append(out, torch.new_zeros(w[0], [downs[g], reads[g]], dtype=None, layout=None, device=None, pin_memory=None))
                  for j in range(5):
                    m = w[l * 5 + j]
                    wide = torch.new_zeros(m, [m.size(0), m.size(1) + more[j]], dtype=None, layout=None, device=None, pin_memory=None)
                    _1 = self.beside(wide, m, 0, 0)
                    _2 = torch.append(out, wide)
                return out
              def lay_slot(self: __torch__.Decoder, z: List[Tensor], P: Tensor, scale: Tensor, n: int, at: int, width: int) -> Tensor:
                p = self.split(P, scale, z[0])
                rest = width - p[0].size(1)
                where = [0, 0, 0, 1, 2, 2, 3]
                part = [0, 1, 2, 0, 0, 1, 0]
                for l in range(@L@):
                  o = l * 9
                  b = annotate(List[Tensor], [])
                  for j in range(7):
                    a = torch.select(p[l * 14 + 2 * j], 0, 0)
                    c = torch.select(p[l * 14 + 2 * j + 1], 0, 0)
                    if rest > 0:
                      a = torch.constant_pad_nd(a, [0, 0, 0, rest], 0)
                      c = torch.constant_pad_nd(c, [0, rest], 0)
                    _0 = self.beside(z[o + where[j]], a, part[j] * n + at, 0)
                    _1 = torch.append(b, c)
                  _2 = self.beside(z[o + 4], b[0], 0, @E@ + at)
                  _3 = self.beside(z[o + 4], b[1], @QD@, @E@ + n + at)
                  _4 = self.beside(z[o + 4], b[2], @QD@ + @KD@, @E@ + 2 * n + at)
                  _5 = self.beside(z[o + 5], b[3], 0, @QD@ + at)
                  _6 = self.beside(z[o + 6], b[4], 0, @E@ + at)
                  _7 = self.beside(z[o + 7], b[5], 0, @E@ + at)
                  _8 = self.beside(z[o + 8], b[6], 0, @FF@ + at)
                return z[0]
              def slot_mask(self: __torch__.Decoder, mask: Tensor, like: Tensor, t: int) -> Tensor:
                return torch.repeat(torch.repeat_interleave(torch.to(mask, ops.prim.dtype(like)), t, 0), [1, 3])
              def times(self: __torch__.Decoder, x: Tensor, w: Tensor, loose: int) -> Tensor:
                if loose > 0:
                  return torch.linear(x, w, None)
                return ops.mkldnn._linear_pointwise(x, w, None, "none", [], "")
              def times_silu(self: __torch__.Decoder, x: Tensor, w: Tensor) -> Tensor:
                return ops.mkldnn._linear_pointwise(x, w, None, "swish", [], "")
              def low_rank(self: __torch__.Decoder, x: Tensor, a: Tensor, m: Tensor, parts: int, loose: int) -> Tensor:
                n = torch.floordiv(m.size(1), 3) * parts
                return torch.mul(self.times(x, a, loose), torch.slice(m, 1, 0, n, 1))
              def look(self: __torch__.Decoder, q: Tensor, rows: Tensor, reach: int, mask: Tensor, ki: Tensor, vi: Tensor, b: int, t: int) -> Tensor:
                if torch.numel(rows) == 0:
                  kk = torch.slice(torch.slice(ki, 0, 0, b, 1), 2, 0, reach, 1)
                  vv = torch.slice(torch.slice(vi, 0, 0, b, 1), 2, 0, reach, 1)
                  q1 = torch.reshape(q, [b, @KV@, @REP@, @HD@])
                  return torch.reshape(torch.scaled_dot_product_attention(q1, kk, vv, mask, 0., False), [b, @QD@])
                k2 = torch.index_select(torch.slice(ki, 2, 0, reach, 1), 0, rows)
                v2 = torch.index_select(torch.slice(vi, 2, 0, reach, 1), 0, rows)
                if @REP@ > 1:
                  k2 = torch.repeat_interleave(k2, @REP@, 1)
                  v2 = torch.repeat_interleave(v2, @REP@, 1)
                q2 = torch.transpose(torch.view(q, [b, t, @HEADS@, @HD@]), 1, 2)
                if torch.numel(mask) == 0:
                  a = torch.scaled_dot_product_attention(q2, k2, v2, None, 0., True)
                else:
                  a = torch.scaled_dot_product_attention(q2, k2, v2, mask, 0., False)
                return torch.reshape(torch.transpose(a, 1, 2), [b * t, @QD@])
              def advance(self: __torch__.Decoder, ids: Tensor, t: int, places: Tensor, spots: Tensor, rows: Tensor, reach: int, mask: Tensor, m: Tensor, r: List[Tensor], f: List[Tensor], z: List[Tensor], loose: int, kc: Tensor, vc: Tensor) -> Tensor:
                x = torch.embedding(f[0], ids)
                n = ids.size(0)
                b = torch.floordiv(n, t)
                c = torch.unsqueeze(torch.embedding(r[0], places), 1)
                s = torch.unsqueeze(torch.embedding(f[4], places), 1)
                mk = torch.to(mask, ops.prim.dtype(x))
                adapted = torch.numel(m) > 0
                for i in range(@L@):
                  ki = torch.select(kc, 0, i)
                  vi = torch.select(vc, 0, i)
                  h = torch.rms_norm(x, [@E@], f[5 + 2 * i], @EPS@)
                  o = 5 * i
                  if adapted:
                    o = 9 * i + 4
                    h = torch.cat([h, self.low_rank(h, z[o - 4], m, 3, loose)], 1)
                  y = self.times(h, z[o], loose)
                  plain = torch.view(torch.slice(y, 1, 0, @QD@ + @KD@, 1), [n, @HEADS@ + @KV@, @HD@])
                  qk = torch.addcmul(torch.mul(plain, c), torch.roll(plain, [@HALF@], [-1]), s)
                  k = torch.reshape(torch.slice(qk, 1, @HEADS@, @HEADS@ + @KV@, 1), [-1, @HD@])
                  v = torch.reshape(torch.slice(y, 1, @QD@ + @KD@, @QD@ + 2 * @KD@, 1), [-1, @HD@])
                  _0 = torch.index_copy_(torch.view(ki, [-1, @HD@]), 0, spots, k)
                  _1 = torch.index_copy_(torch.view(vi, [-1, @HD@]), 0, spots, v)
                  a = self.look(torch.slice(qk, 1, 0, @HEADS@, 1), rows, reach, mk, ki, vi, b, t)
                  if adapted:
                    a = torch.cat([a, self.low_rank(a, z[o - 3], m, 1, loose)], 1)
                  x = torch.add(x, self.times(a, z[o + 1], loose))
                  h2 = torch.rms_norm(x, [@E@], f[6 + 2 * i], @EPS@)
                  g = h2
                  u = h2
                  if adapted:
                    d = self.low_rank(h2, z[o - 2], m, 2, loose)
                    w = torch.floordiv(d.size(1), 2)
                    g = torch.cat([h2, torch.slice(d, 1, 0, w, 1)], 1)
                    u = torch.cat([h2, torch.slice(d, 1, w, 2 * w, 1)], 1)
                  gu = torch.mul(self.times_silu(g, z[o + 2]), self.times(u, z[o + 3], loose))
                  if adapted:
                    gu = torch.cat([gu, self.low_rank(gu, z[o - 1], m, 1, loose)], 1)
                  x = torch.add(x, self.times(gu, z[o + 4], loose))
                return x
              def heads(self: __torch__.Decoder, x: Tensor, f: List[Tensor]) -> Tensor:
                return torch.to(self.times(torch.rms_norm(x, [@E@], f[1], @EPS@), f[2], 0), 6)
              def read_chunks(self: __torch__.Decoder, ids: Tensor, t: int, places: Tensor, spots: Tensor, rows: Tensor, reach: int, mask: Tensor, m: Tensor, last: Tensor, r: List[Tensor], f: List[Tensor], z: List[Tensor], loose: int, kc: Tensor, vc: Tensor) -> Tensor:
                x = self.advance(ids, t, places, spots, rows, reach, mask, m, r, f, z, loose, kc, vc)
                if torch.numel(last) == 0:
                  return last
                return self.heads(torch.index_select(x, 0, last), f)
              def next_tokens(self: __torch__.Decoder, ids: Tensor, places: Tensor, spots: Tensor, reach: int, mask: Tensor, m: Tensor, r: List[Tensor], f: List[Tensor], z: List[Tensor], loose: int, kc: Tensor, vc: Tensor) -> List[Tensor]:
                none = torch.slice(ids, 0, 0, 0, 1)
                lg = self.heads(self.advance(ids, 1, places, spots, none, reach, mask, m, r, f, z, loose, kc, vc), f)
                top = torch.amax(lg, [1], True)
                back = torch.amax(torch.mul(torch.to(torch.eq(lg, top), 6), f[3]), [1], False)
                return [torch.stack([back, torch.sub(torch.squeeze(top, 1), torch.logsumexp(lg, [1], False))]), lg]
            """;
}
