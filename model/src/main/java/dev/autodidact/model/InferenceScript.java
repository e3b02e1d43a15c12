package dev.autodidact.model;

/** Scoring, divergence, and decoding on a cache of keys and values [L, B, kvHeads, T, head]. */
final class InferenceScript {
    private InferenceScript() {}

    static final String TEXT = """
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
                o = 2 + i * @STRIDE@
                l = i * 14
                h = self.norm(x, w[o])
                _9 = self.down(h, p, l, 3, K)
                q0 = @QUERY@
                k0 = @KEY@
                q2 = torch.transpose(torch.view(q0, [b, t, @HEADS@, @HD@]), 1, 2)
                k = torch.transpose(torch.view(k0, [b, t, @KV@, @HD@]), 1, 2)
                v = torch.transpose(torch.view(self.linear(h, w[o + 3], @BIAS2@, p, l + 4, K), [b, t, @KV@, @HD@]), 1, 2)
                ki = torch.select(kc, 0, i)
                vi = torch.select(vc, 0, i)
                if torch.numel(each) == 0:
                  _0 = torch.copy_(torch.slice(ki, 2, pos, pos + t, 1), k)
                  _1 = torch.copy_(torch.slice(vi, 2, pos, pos + t, 1), v)
                  kk = torch.slice(ki, 2, 0, pos + t, 1)
                  vv = torch.slice(vi, 2, 0, pos + t, 1)
                  if t == 1:
                    q3 = torch.reshape(q2, [b, @KV@, @REP@, @HD@])
                    a = torch.reshape(torch.scaled_dot_product_attention(q3, @RECENT_K@, @RECENT_V@, None, 0., False), [b, 1, @QD@])
                  else:
                    kr = torch.repeat_interleave(kk, @REP@, 1)
                    vr = torch.repeat_interleave(vv, @REP@, 1)
                    if @PLAIN@:
                      a0 = torch.scaled_dot_product_attention(q2, kr, vr, None, 0., True)
                    else:
                      a0 = torch.scaled_dot_product_attention(q2, kr, vr, @OLDER@, 0., False)
                    a = torch.reshape(torch.transpose(a0, 1, 2), [b, t, @QD@])
                else:
                  _2 = torch.index_copy_(torch.view(ki, [-1, @HD@]), 0, r[3], torch.reshape(k, [-1, @HD@]))
                  _3 = torch.index_copy_(torch.view(vi, [-1, @HD@]), 0, r[3], torch.reshape(v, [-1, @HD@]))
                  kk2 = torch.slice(ki, 2, 0, pos + 1, 1)
                  vv2 = torch.slice(vi, 2, 0, pos + 1, 1)
                  q4 = torch.reshape(q2, [b, @KV@, @REP@, @HD@])
                  a = torch.reshape(torch.scaled_dot_product_attention(q4, kk2, vv2, @EACH@, 0., False), [b, 1, @QD@])
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
                b = ids.size(0)
                rows = torch.arange(b * @KV@, dtype=4, layout=None, device=ops.prim.device(ids), pin_memory=False)
                spots = torch.add(torch.view(torch.mul(rows, kc.size(3)), [b, @KV@]), each)
                _0 = torch.append(here, torch.reshape(spots, [-1]))
                mk = torch.to(mask, ops.prim.dtype(x))
                for i in range(@L@):
                  x = self.attend(x, reach, each, mk, here, w, p, kc, vc, i, K)
                return torch.to(torch.linear(self.norm(torch.select(x, 1, 0), w[1]), w[@HEAD@], None), 6)
            """;
}
