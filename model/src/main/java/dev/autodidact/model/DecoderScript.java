package dev.autodidact.model;

/**
 * TorchScript text of the whole decoder; the sizes of one model are literals in it, everything else is an argument.
 *
 * <p>Weights {@code w}: 0 embedding, 1 final norm, then nine per layer (attention norm, q, k, v, o, feed-forward norm,
 * gate, up, down), and the output head last if it is not tied. Adapter {@code p}: per layer and linear A [K, R, in] and
 * B [K, out, R], split out of one flat tensor [K, R·unit]. The batch axis is K·b: adapter k owns rows k·b to (k+1)·b.
 * Rotary tables {@code r}: cosines and sines [positions, head], and the matrix that turns the halves [head, head].
 * {@code seg} [B, T] numbers the packed rows of a sequence (attention stays inside a row); empty means one row per
 * sequence, plain causal attention. Positions whose next token is predicted are listed in {@code sel} [N], flat indices
 * into B·T. With gradients, attention and norm are written out: on a CPU the backward pass of the fused attention is three
 * times slower at these lengths, and the norm takes twice as many passes over memory. Dialect: that of serialized code, so dtypes are numbers (f32 6, bf16 15, f16 5).
 */
final class DecoderScript {
    static final String CLASS = "Decoder";

    private DecoderScript() {}

    static String text(ModelConfig c) {
        return (COMMON + TRAINING + PRETRAINING + INFERENCE)
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
                .replace("@HEAD@", Integer.toString(c.tied() ? 0 : 2 + 9 * c.layers()))
                .replace("@PER@", Double.toString(1.0 / c.hidden()))
                .replace("@L@", Integer.toString(c.layers()))
                .replace("@EPS@", Double.toString(c.normEps()));
    }

    private static final String COMMON = """
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
              def linear(self: __torch__.Decoder, x: Tensor, w: Tensor, p: List[Tensor], j: int, K: int) -> Tensor:
                y = torch.linear(x, w, None)
                if torch.len(p) == 0:
                  return y
                A = p[j]
                B = p[j + 1]
                if K == 1:
                  h = torch.linear(x, torch.select(A, 0, 0), None)
                  return torch.add(y, torch.linear(h, torch.select(B, 0, 0), None))
                else:
                  xs = torch.reshape(x, [K, -1, x.size(-1)])
                  h2 = torch.bmm(xs, torch.transpose(A, 1, 2))
                  ys = torch.reshape(y, [K, -1, y.size(-1)])
                  return torch.reshape(torch.baddbmm(ys, h2, torch.transpose(B, 1, 2)), y.size())
              def split(self: __torch__.Decoder, P: Tensor, scale: Tensor, like: Tensor) -> List[Tensor]:
                K = P.size(0)
                R = torch.floordiv(P.size(1), @UNIT@)
                ins = [@E@, @E@, @E@, @QD@, @E@, @E@, @FF@]
                outs = [@QD@, @KD@, @KD@, @E@, @FF@, @FF@, @E@]
                sizes = annotate(List[int], [])
                for i in range(@L@):
                  for j in range(7):
                    _0 = torch.append(sizes, R * ins[j])
                    _1 = torch.append(sizes, R * outs[j])
                parts = torch.split_with_sizes(torch.to(P, ops.prim.dtype(like)), sizes, 1)
                s = torch.to(torch.view(scale, [-1, 1, 1]), ops.prim.dtype(like))
                out = annotate(List[Tensor], [])
                for i0 in range(@L@):
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
                return torch.unsqueeze(torch.masked_fill(zero, torch.logical_not(torch.tril(same)), -1.0e30), 1)
              def leave(self: __torch__.Decoder, x: Tensor, a: Tensor, w: List[Tensor], p: List[Tensor], i: int, K: int) -> Tensor:
                o = 2 + i * 9
                l = i * 14
                x2 = torch.add(x, self.linear(a, w[o + 4], p, l + 6, K))
                m = self.norm(x2, w[o + 5])
                g = torch.silu(self.linear(m, w[o + 6], p, l + 8, K))
                u = self.linear(m, w[o + 7], p, l + 10, K)
                return torch.add(x2, self.linear(torch.mul(g, u), w[o + 8], p, l + 12, K))
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
                o = 2 + i * 9
                l = i * 14
                h = self.norm(x, w[o])
                q = self.rope(self.linear(h, w[o + 1], p, l, K), r)
                k = self.rope(self.linear(h, w[o + 2], p, l + 2, K), r)
                v = self.linear(h, w[o + 3], p, l + 4, K)
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
                here = self.at(r, pos)
                for i in range(@L@):
                  x = self.block(x, here, m, w, p, i, K)
                return self.norm(x, w[1])
              def selected(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], K: int) -> Tensor:
                x = torch.reshape(self.hidden(ids, pos, seg, r, w, p, K), [-1, @E@])
                return torch.to(torch.linear(torch.index_select(x, 0, sel), w[@HEAD@], None), 6)
              def cast(self: __torch__.Decoder, w: List[Tensor], dtype: int) -> List[Tensor]:
                out = annotate(List[Tensor], [])
                for i in range(torch.len(w)):
                  _0 = torch.append(out, torch.clone(torch.to(w[i], dtype)))
                return out
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
                    o = 2 + l * 9 + at[j]
                    d = torch.matmul(torch.select(p[l * 14 + j * 2 + 1], 0, 0), torch.select(p[l * 14 + j * 2], 0, 0))
                    _1 = torch._set_item(out, o, torch.to(torch.add(torch.to(w[o], 6), d), ops.prim.dtype(w[o])))
                return out
            """;

    /**
     * Cross-entropy by {@code weight} [K, N], plus the divergence from {@code soft} [M, V], a teacher's log-probabilities
     * at the predictions {@code at} [M], by {@code share} [K, M]. hp = [beta1, beta2, eps, weight decay, gradient clip
     * (0 = off), step number from 1]; lr [K, 1], or [K, n] where some values do not move.
     */
    private static final String TRAINING = """
              def losses(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, target: Tensor, weight: Tensor, at: Tensor, soft: Tensor, share: Tensor, r: List[Tensor], w: List[Tensor], P: Tensor, scale: Tensor) -> Tensor:
                lg = self.selected(ids, pos, seg, sel, r, w, self.split(P, scale, w[1]), P.size(0))
                l = torch.matmul(weight, torch.cross_entropy_loss(lg, target, None, 0, -100, 0.))
                if torch.numel(at) == 0:
                  return l
                lp = torch.log_softmax(torch.index_select(lg, 0, at), -1, None)
                return torch.add(l, torch.matmul(share, torch.sum(torch.mul(torch.exp(soft), torch.sub(soft, lp)), [1])))
              def gradient(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, target: Tensor, weight: Tensor, at: Tensor, soft: Tensor, share: Tensor, r: List[Tensor], w: List[Tensor], P: Tensor, scale: Tensor) -> List[Tensor]:
                torch.set_grad_enabled(True)
                leaf = torch.requires_grad_(torch.detach(P), True)
                l = self.losses(ids, pos, seg, sel, target, weight, at, soft, share, r, w, leaf, scale)
                gs = torch.grad([torch.sum(l)], [leaf], None, None, False, False)
                torch.set_grad_enabled(False)
                return [torch.detach(l), unchecked_cast(Tensor, gs[0])]
              def step(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, target: Tensor, weight: Tensor, at: Tensor, soft: Tensor, share: Tensor, r: List[Tensor], w: List[Tensor], P: Tensor, scale: Tensor, m: Tensor, v: Tensor, hp: Tensor, lr: Tensor) -> Tensor:
                r = self.gradient(ids, pos, seg, sel, target, weight, at, soft, share, r, w, P, scale)
                g = r[1]
                b1 = float(torch.select(hp, 0, 0))
                b2 = float(torch.select(hp, 0, 1))
                clip = float(torch.select(hp, 0, 4))
                t = float(torch.select(hp, 0, 5))
                n = torch.sqrt(torch.sum(torch.mul(g, g), [1], True))
                if clip > 0.:
                  g = torch.mul(g, torch.clamp(torch.mul(torch.reciprocal(torch.add(n, 1e-6)), clip), None, 1.))
                _0 = torch.add_(torch.mul_(m, b1), g, alpha=1. - b1)
                _1 = torch.addcmul_(torch.mul_(v, b2), g, g, value=1. - b2)
                den = torch.add(torch.div(torch.sqrt(v), torch.pow(1. - torch.pow(b2, t), 0.5)), float(torch.select(hp, 0, 2)))
                _2 = torch.sub_(P, torch.mul(torch.mul(P, lr), float(torch.select(hp, 0, 3))))
                _3 = torch.sub_(P, torch.mul(torch.div(m, torch.mul(den, 1. - torch.pow(b1, t))), lr))
                return torch.stack([r[0], torch.squeeze(n, 1)])
            """;

    /**
     * Full-weight training: {@code w} are f32 masters, the products run in the precision of {@code r}. Matrices are
     * updated by Muon (orthogonalised momentum, arXiv 2502.16982), the rest by AdamW.
     * hp = [Muon lr, AdamW lr, momentum, beta1, beta2, eps, weight decay, step number from 1].
     */
    private static final String PRETRAINING = """
              def gradients(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, target: Tensor, weight: Tensor, r: List[Tensor], w: List[Tensor]) -> List[Tensor]:
                torch.set_grad_enabled(True)
                leaf = annotate(List[Tensor], [])
                half = annotate(List[Tensor], [])
                for i in range(torch.len(w)):
                  x = torch.requires_grad_(torch.detach(w[i]), True)
                  _0 = torch.append(leaf, x)
                  _1 = torch.append(half, torch.to(x, ops.prim.dtype(r[0])))
                lg = self.selected(ids, pos, seg, sel, r, half, annotate(List[Tensor], []), 1)
                l = torch.matmul(weight, torch.cross_entropy_loss(lg, target, None, 0, -100, 0.))
                gs = torch.grad([torch.sum(l)], leaf, None, None, False, False)
                torch.set_grad_enabled(False)
                out = [torch.detach(l)]
                for i0 in range(torch.len(gs)):
                  _2 = torch.append(out, unchecked_cast(Tensor, gs[i0]))
                return out
              def orthogonal(self: __torch__.Decoder, G: Tensor) -> Tensor:
                X = torch.to(G, 15)
                X = torch.div(X, torch.add(torch.sqrt(torch.sum(torch.mul(X, X), [1, 2], True)), 1e-7))
                for i in range(5):
                  A = torch.bmm(X, torch.transpose(X, 1, 2))
                  B = torch.add(torch.mul(A, -4.7750), torch.bmm(A, A), alpha=2.0315)
                  X = torch.add(torch.mul(X, 3.4445), torch.bmm(B, X))
                return torch.to(X, 6)
              def muon(self: __torch__.Decoder, w: List[Tensor], g: List[Tensor], m: List[Tensor], hp: Tensor) -> Tensor:
                torch.set_grad_enabled(False)
                lr = float(torch.select(hp, 0, 0))
                mu = float(torch.select(hp, 0, 2))
                wd = float(torch.select(hp, 0, 6))
                us = annotate(List[Tensor], [])
                wide = w[0].size(0) <= w[0].size(1)
                for i in range(torch.len(w)):
                  _0 = torch.add_(torch.mul_(m[i], mu), g[i], alpha=1. - mu)
                  u = torch.add(torch.mul(g[i], 1. - mu), m[i], alpha=mu)
                  if wide:
                    _1 = torch.append(us, u)
                  else:
                    _2 = torch.append(us, torch.t(u))
                o = self.orthogonal(torch.stack(us))
                for i0 in range(torch.len(w)):
                  d = torch.select(o, 0, i0)
                  r = torch.pow(float(w[i0].size(0)) / float(w[i0].size(1)), 0.5)
                  a = lr * r
                  if wide:
                    a = lr
                  else:
                    d = torch.t(d)
                  _3 = torch.mul_(w[i0], 1. - lr * wd)
                  _4 = torch.sub_(w[i0], d, alpha=a)
                return hp
              def adamw(self: __torch__.Decoder, w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], hp: Tensor) -> Tensor:
                torch.set_grad_enabled(False)
                lr = float(torch.select(hp, 0, 1))
                b1 = float(torch.select(hp, 0, 3))
                b2 = float(torch.select(hp, 0, 4))
                t = float(torch.select(hp, 0, 7))
                for i in range(torch.len(w)):
                  _0 = torch.add_(torch.mul_(m[i], b1), g[i], alpha=1. - b1)
                  _1 = torch.addcmul_(torch.mul_(v[i], b2), g[i], g[i], value=1. - b2)
                  den = torch.add(torch.div(torch.sqrt(v[i]), torch.pow(1. - torch.pow(b2, t), 0.5)), float(torch.select(hp, 0, 5)))
                  _2 = torch.addcdiv_(w[i], m[i], den, value=-lr / (1. - torch.pow(b1, t)))
                return hp
              def accumulate(self: __torch__.Decoder, a: List[Tensor], b: List[Tensor]) -> Tensor:
                torch.set_grad_enabled(False)
                for i in range(torch.len(a)):
                  _0 = torch.add_(a[i], b[i])
                return torch.detach(a[0])
            """;

    private static final String INFERENCE = """
              def logits(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], K: int) -> Tensor:
                return torch.to(torch.linear(self.hidden(ids, pos, seg, r, w, p, K), w[@HEAD@], None), 6)
              def score(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, target: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], K: int) -> List[Tensor]:
                lg = self.selected(ids, pos, seg, sel, r, w, p, K)
                lp = torch.log_softmax(lg, -1)
                return [torch.squeeze(torch.gather(lp, 1, torch.unsqueeze(target, 1)), 1), torch.to(torch.argmax(lg, -1), 6)]
              def log_probs(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], K: int) -> Tensor:
                return torch.log_softmax(self.selected(ids, pos, seg, sel, r, w, p, K), -1)
              def divergence(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], K: int) -> Tensor:
                a = self.log_probs(ids, pos, seg, sel, r, w, annotate(List[Tensor], []), K)
                b = self.log_probs(ids, pos, seg, sel, r, w, p, K)
                return torch.sum(torch.mul(torch.exp(a), torch.sub(a, b)), [1])
              def attend(self: __torch__.Decoder, x: Tensor, pos: int, each: Tensor, mask: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], kc: Tensor, vc: Tensor, i: int, K: int) -> Tensor:
                b = x.size(0)
                t = x.size(1)
                o = 2 + i * 9
                l = i * 14
                h = self.norm(x, w[o])
                q0 = self.rope(self.linear(h, w[o + 1], p, l, K), r)
                k0 = self.rope(self.linear(h, w[o + 2], p, l + 2, K), r)
                q2 = torch.transpose(torch.view(q0, [b, t, @HEADS@, @HD@]), 1, 2)
                k = torch.transpose(torch.view(k0, [b, t, @KV@, @HD@]), 1, 2)
                v = torch.transpose(torch.view(self.linear(h, w[o + 3], p, l + 4, K), [b, t, @KV@, @HD@]), 1, 2)
                ki = torch.select(kc, 0, i)
                vi = torch.select(vc, 0, i)
                if torch.numel(each) == 0:
                  _0 = torch.copy_(torch.slice(ki, 2, pos, pos + t, 1), k)
                  _1 = torch.copy_(torch.slice(vi, 2, pos, pos + t, 1), v)
                  kk = torch.slice(ki, 2, 0, pos + t, 1)
                  vv = torch.slice(vi, 2, 0, pos + t, 1)
                  if t == 1:
                    q3 = torch.reshape(q2, [b, @KV@, @REP@, @HD@])
                    a = torch.reshape(torch.scaled_dot_product_attention(q3, kk, vv, None, 0., False), [b, 1, @QD@])
                  else:
                    kr = torch.repeat_interleave(kk, @REP@, 1)
                    vr = torch.repeat_interleave(vv, @REP@, 1)
                    if pos == 0:
                      a0 = torch.scaled_dot_product_attention(q2, kr, vr, None, 0., True)
                    else:
                      a0 = torch.scaled_dot_product_attention(q2, kr, vr, mask, 0., False)
                    a = torch.reshape(torch.transpose(a0, 1, 2), [b, t, @QD@])
                else:
                  at = torch.expand(torch.view(each, [b, 1, 1, 1]), [b, @KV@, 1, @HD@])
                  _2 = torch.scatter_(ki, 2, at, k)
                  _3 = torch.scatter_(vi, 2, at, v)
                  kk2 = torch.slice(ki, 2, 0, pos + 1, 1)
                  vv2 = torch.slice(vi, 2, 0, pos + 1, 1)
                  q4 = torch.reshape(q2, [b, @KV@, @REP@, @HD@])
                  a = torch.reshape(torch.scaled_dot_product_attention(q4, kk2, vv2, mask, 0., False), [b, 1, @QD@])
                return self.leave(x, a, w, p, i, K)
              def keep(self: __torch__.Decoder, cache: Tensor, rows: Tensor) -> Tensor:
                return torch.index_select(cache, 1, rows)
              def choose(self: __torch__.Decoder, p: List[Tensor], rows: Tensor) -> List[Tensor]:
                out = annotate(List[Tensor], [])
                for i in range(torch.len(p)):
                  _0 = torch.append(out, torch.index_select(p[i], 0, rows))
                return out
              def empty_cache(self: __torch__.Decoder, like: Tensor, b: int, width: int) -> Tensor:
                return torch.new_zeros(like, [@L@, b, @KV@, width, @HD@], dtype=None, layout=None, device=None, pin_memory=None)
              def prefill(self: __torch__.Decoder, ids: Tensor, pos: int, last: Tensor, mask: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], kc: Tensor, vc: Tensor, K: int) -> Tensor:
                x = torch.embedding(w[0], ids)
                t = ids.size(1)
                here = [torch.repeat(torch.slice(r[0], 0, pos, pos + t, 1), [1, @HEADS@]), torch.repeat(torch.slice(r[1], 0, pos, pos + t, 1), [1, @HEADS@]), r[2]]
                none = torch.slice(last, 0, 0, 0, 1)
                for i in range(@L@):
                  x = self.attend(x, pos, none, torch.to(mask, ops.prim.dtype(x)), here, w, p, kc, vc, i, K)
                y = torch.index_select(torch.reshape(x, [-1, @E@]), 0, last)
                return torch.to(torch.linear(self.norm(y, w[1]), w[@HEAD@], None), 6)
              def decode(self: __torch__.Decoder, ids: Tensor, each: Tensor, reach: int, mask: Tensor, r: List[Tensor], w: List[Tensor], p: List[Tensor], kc: Tensor, vc: Tensor, K: int) -> Tensor:
                x = torch.embedding(w[0], ids)
                here = self.at(r, each)
                mk = torch.to(mask, ops.prim.dtype(x))
                for i in range(@L@):
                  x = self.attend(x, reach, each, mk, here, w, p, kc, vc, i, K)
                return torch.to(torch.linear(self.norm(torch.select(x, 1, 0), w[1]), w[@HEAD@], None), 6)
            """;
}
