package dev.autodidact.model;

/** Blocks, loss-free forward pass, casts and merges: what training and inference share. */
final class BlockScript {
    private BlockScript() {}

    static final String TEXT = """
              def norm(self: __torch__.Decoder, x: Tensor, w: Tensor) -> Tensor:
                if torch.is_grad_enabled():
                  n = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
                  s = torch.rsqrt(torch.add(torch.mul(torch.mul(n, n), @PER@), @EPS@))
                  return torch.mul(torch.mul(x, torch.to(s, ops.prim.dtype(x))), w)
                return torch.rms_norm(x, [@E@], w, @EPS@)
              def rope(self: __torch__.Decoder, x: Tensor, r: List[Tensor]) -> Tensor:
                n = x.size(-1)
                turned = torch.view(torch.linear(torch.view(x, [-1, @HD@]), r[2], None), x.size())
                return torch.addcmul(torch.mul(x, torch.slice(r[0], -1, 0, n, 1)), turned, torch.slice(r[1], -1, 0, n, 1))
              def at(self: __torch__.Decoder, r: List[Tensor], pos: Tensor) -> List[Tensor]:
                return [torch.repeat(torch.embedding(r[0], pos), [1, 1, @HEADS@]), torch.repeat(torch.embedding(r[1], pos), [1, 1, @HEADS@]), r[2]]
              def linear(self: __torch__.Decoder, x: Tensor, w: Tensor, c: Optional[Tensor], p: List[Tensor], j: int, K: int) -> Tensor:
                y = torch.linear(x, w, c)
                if torch.len(p) == 0:
                  return y
                A = p[j]
                B = p[j + 1]
                if K < 0:
                  return torch.view(torch.addmm(torch.view(y, [-1, y.size(-1)]), A, B), y.size())
                if K == 1:
                  h = torch.linear(x, torch.select(A, 0, 0), None)
                  return torch.add(y, torch.linear(h, torch.select(B, 0, 0), None))
                else:
                  xs = torch.reshape(x, [K, -1, x.size(-1)])
                  h2 = torch.bmm(xs, torch.transpose(A, 1, 2))
                  ys = torch.reshape(y, [K, -1, y.size(-1)])
                  return torch.reshape(torch.baddbmm(ys, h2, torch.transpose(B, 1, 2)), y.size())
              def down(self: __torch__.Decoder, x: Tensor, p: List[Tensor], j: int, count: int, K: int) -> int:
                if K < 0:
                  if torch.len(p) > 0:
                    h = torch.linear(torch.view(x, [-1, x.size(-1)]), p[j], None)
                    m = torch.view(h, [h.size(0), count, -1])
                    if K == -1:
                      m = torch.mul(m, p[torch.len(p) - 1])
                    for c in range(count):
                      _0 = torch._set_item(p, j + 2 * c, torch.select(m, 1, c))
                return 0
              def split(self: __torch__.Decoder, P: Tensor, scale: Tensor, like: Tensor) -> List[Tensor]:
                return self.parts(P, scale, like, @L@)
              def parts(self: __torch__.Decoder, P: Tensor, scale: Tensor, like: Tensor, layers: int) -> List[Tensor]:
                K = P.size(0)
                R = torch.floordiv(P.size(1), @LAYER_UNIT@ * layers)
                ins = [@E@, @E@, @E@, @QD@, @E@, @E@, @FF@]
                outs = [@QD@, @KD@, @KD@, @E@, @FF@, @FF@, @E@]
                sizes = annotate(List[int], [])
                for i in range(layers):
                  for j in range(7):
                    _0 = torch.append(sizes, R * ins[j])
                    _1 = torch.append(sizes, R * outs[j])
                parts = torch.split_with_sizes(torch.to(P, ops.prim.dtype(like)), sizes, 1)
                s = torch.to(torch.view(scale, [-1, 1, 1]), ops.prim.dtype(like))
                out = annotate(List[Tensor], [])
                for i0 in range(layers):
                  for j0 in range(7):
                    o = i0 * 14 + j0 * 2
                    _2 = torch.append(out, torch.mul(torch.view(parts[o], [K, R, -1]), s))
                    _3 = torch.append(out, torch.view(parts[o + 1], [K, -1, R]))
                return out
              def mask(self: __torch__.Decoder, seg: Tensor, like: Tensor) -> Tensor:
                if torch.numel(seg) == 0:
                  return seg
                same = torch.eq(torch.unsqueeze(seg, 2), torch.unsqueeze(seg, 1))
                zero = torch.to(torch.zeros_like(same), ops.prim.dtype(like))
                return torch.unsqueeze(torch.masked_fill(zero, torch.logical_not(torch.tril(same)), self.low(like)), 1)
              def low(self: __torch__.Decoder, like: Tensor) -> float:
                if ops.prim.dtype(like) == 5:
                  return -30000.
                return -1.0e30
              def leave(self: __torch__.Decoder, x: Tensor, a: Tensor, w: List[Tensor], p: List[Tensor], i: int, K: int) -> Tensor:
                o = 2 + i * @STRIDE@
                l = i * 14
                _0 = self.down(a, p, l + 6, 1, K)
                x2 = torch.add(x, self.linear(a, w[o + 4], @BIAS3@, p, l + 6, K))
                m = self.norm(x2, w[o + 5])
                _1 = self.down(m, p, l + 8, 2, K)
                g = torch.silu(self.linear(m, w[o + 6], @BIAS4@, p, l + 8, K))
                u = self.linear(m, w[o + 7], @BIAS5@, p, l + 10, K)
                gu = torch.mul(g, u)
                _2 = self.down(gu, p, l + 12, 1, K)
                return torch.add(x2, self.linear(gu, w[o + 8], @BIAS6@, p, l + 12, K))
              def attention(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
                if torch.numel(mask) == 0:
                  return torch.scaled_dot_product_attention(q, k, v, None, 0., True)
                if torch.is_grad_enabled():
                  t = q.size(2)
                  flat = torch.reshape(torch.expand(mask, [-1, @HEADS@, -1, -1]), [-1, t, t])
                  kt = torch.transpose(torch.reshape(k, [-1, t, @HD@]), 1, 2)
                  s = torch.baddbmm(flat, torch.reshape(q, [-1, t, @HD@]), kt, beta=1, alpha=@SCALE@)
                  o = torch.bmm(torch.softmax(s, -1, None), torch.reshape(v, [-1, t, @HD@]))
                  return torch.view(o, [-1, @HEADS@, t, @HD@])
                return torch.scaled_dot_product_attention(q, k, v, mask, 0., False)
              def block(self: __torch__.Decoder, x: Tensor, r: List[Tensor], mask: Tensor, w: List[Tensor], p: List[Tensor], i: int, K: int) -> Tensor:
                b = x.size(0)
                t = x.size(1)
                o = 2 + i * @STRIDE@
                l = i * 14
                h = self.norm(x, w[o])
                q = @QUERY@
                k = @KEY@
                v = self.linear(h, w[o + 3], @BIAS2@, p, l + 4, K)
                q2 = torch.transpose(torch.view(q, [b, t, @HEADS@, @HD@]), 1, 2)
                k2 = torch.transpose(torch.view(k, [b, t, @KV@, @HD@]), 1, 2)
                v2 = torch.transpose(torch.view(v, [b, t, @KV@, @HD@]), 1, 2)
                if @REP@ > 1:
                  k2 = torch.repeat_interleave(k2, @REP@, 1)
                  v2 = torch.repeat_interleave(v2, @REP@, 1)
                a = self.attention(q2, k2, v2, mask)
                a2 = torch.reshape(torch.transpose(a, 1, 2), [b, t, @QD@])
                return self.leave(x, a2, w, p, i, K)
              def hidden(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], K: int) -> Tensor:
                x = torch.embedding(w[0], ids)
                m = self.mask(seg, x)
            @NEAR@    here = self.at(r, pos)
                for i in range(@L@):
                  x = self.block(x, here, @MASK@, w, p, i, K)
                return self.norm(x, w[1])
              def selected(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], K: int) -> Tensor:
                return self.head(self.hidden(ids, pos, seg, r, w, p, K), sel, w)
              def head(self: __torch__.Decoder, x: Tensor, sel: Tensor, w: List[Tensor]) -> Tensor:
                y = torch.reshape(x, [-1, @E@])
                return torch.to(torch.linear(torch.index_select(y, 0, sel), w[@HEAD@], None), 6)
              def cast(self: __torch__.Decoder, w: List[Tensor], dtype: int) -> List[Tensor]:
                out = annotate(List[Tensor], [])
                for i in range(torch.len(w)):
                  _0 = torch.append(out, torch.clone(torch.to(w[i], dtype)))
                return out
              def blank(self: __torch__.Decoder, shape: Tensor, dtype: Tensor) -> Tensor:
                sizes = annotate(List[int], [])
                for i in range(torch.len(shape)):
                  _0 = torch.append(sizes, int(torch.select(shape, 0, i)))
                return torch.zeros(sizes, dtype=int(torch.select(dtype, 0, 0)), layout=None, device=ops.prim.device(shape), pin_memory=None)
              def fill(self: __torch__.Decoder, whole: Tensor, part: Tensor, at: Tensor) -> Tensor:
                torch.set_grad_enabled(False)
                from_ = int(torch.select(at, 0, 0))
                flat = torch.view(whole, [-1])
                _0 = torch.copy_(torch.slice(flat, 0, from_, from_ + torch.numel(part), 1), part)
                return at
              def to_f32(self: __torch__.Decoder, w: List[Tensor]) -> List[Tensor]:
                return self.cast(w, 6)
              def to_bf16(self: __torch__.Decoder, w: List[Tensor]) -> List[Tensor]:
                return self.cast(w, 15)
              def to_f16(self: __torch__.Decoder, w: List[Tensor]) -> List[Tensor]:
                return self.cast(w, 5)
              def merge(self: __torch__.Decoder, w: List[Tensor], P: Tensor, scale: Tensor) -> List[Tensor]:
                torch.set_grad_enabled(False)
                p = self.split(P, scale, P)
                at = [1, 2, 3, 4, 6, 7, 8]
                out = annotate(List[Tensor], [])
                for i in range(torch.len(w)):
                  _0 = torch.append(out, w[i])
                for l in range(@L@):
                  for j in range(7):
                    o = 2 + l * @STRIDE@ + at[j]
                    d = torch.matmul(torch.select(p[l * 14 + j * 2 + 1], 0, 0), torch.select(p[l * 14 + j * 2], 0, 0))
                    _1 = torch._set_item(out, o, torch.to(torch.add(torch.to(w[o], 6), d), ops.prim.dtype(w[o])))
                return out
            """;
}
