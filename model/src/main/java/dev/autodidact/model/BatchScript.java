package dev.autodidact.model;

/**
 * Rows that join and leave a batch. The cache [L, B, kvHeads, T, head] is cut to the rows in use; what lies in it is
 * copied by rows or by stretches of tokens. Adapters lie in slots of tables, per layer and linear A [S·R, in] and
 * B [S·R, out]: one product serves all adapters, and a mask [B, 1, S·R], the last of the list, keeps to each row the
 * products of its own slot. Products with the zeros of the other slots add nothing, not even a rounding. The A of
 * queries, keys and values are one table for a step [3·S·R, in], and so are those of gate and up: {@code down} puts
 * their products with the step's rows into the list at the places where the A were.
 */
final class BatchScript {
    private BatchScript() {}

    static final String TEXT = """
              def slots(self: __torch__.Decoder, like: Tensor, n: int) -> List[Tensor]:
                ins = [@E@, @E@, @E@, @QD@, @E@, @E@, @FF@]
                outs = [@QD@, @KD@, @KD@, @E@, @FF@, @FF@, @E@]
                out = annotate(List[Tensor], [])
                for i in range(@L@):
                  for j in range(7):
                    _0 = torch.append(out, torch.new_zeros(like, [n, ins[j]], dtype=None, layout=None, device=None, pin_memory=None))
                    _1 = torch.append(out, torch.new_zeros(like, [n, outs[j]], dtype=None, layout=None, device=None, pin_memory=None))
                return out
              def more_slots(self: __torch__.Decoder, p: List[Tensor], n: int) -> List[Tensor]:
                out = self.slots(p[0], n)
                for i in range(torch.len(p)):
                  _0 = torch.copy_(torch.slice(out[i], 0, 0, p[i].size(0), 1), p[i])
                return out
              def install(self: __torch__.Decoder, p: List[Tensor], P: Tensor, scale: Tensor, start: int, stale: int) -> List[Tensor]:
                parts = self.split(P, scale, p[0])
                R = parts[0].size(1)
                for i in range(@L@ * 7):
                  _0 = torch.copy_(torch.slice(p[2 * i], 0, start, start + R, 1), torch.select(parts[2 * i], 0, 0))
                  _1 = torch.copy_(torch.slice(p[2 * i + 1], 0, start, start + R, 1), torch.transpose(torch.select(parts[2 * i + 1], 0, 0), 0, 1))
                  if stale > R:
                    _2 = torch.zero_(torch.slice(p[2 * i], 0, start + R, start + stale, 1))
                    _3 = torch.zero_(torch.slice(p[2 * i + 1], 0, start + R, start + stale, 1))
                return p
              def slot(self: __torch__.Decoder, p: List[Tensor], start: int, to: int) -> List[Tensor]:
                out = annotate(List[Tensor], [])
                for i in range(torch.len(p)):
                  _0 = torch.append(out, torch.slice(p[i], 0, start, to, 1))
                return self.side_by_side(out)
              def side_by_side(self: __torch__.Decoder, out: List[Tensor]) -> List[Tensor]:
                for l in range(@L@):
                  o = l * 14
                  _1 = torch._set_item(out, o, torch.cat([out[o], out[o + 2], out[o + 4]], 0))
                  _2 = torch._set_item(out, o + 8, torch.cat([out[o + 8], out[o + 10]], 0))
                return out
              def first_slots(self: __torch__.Decoder, p: List[Tensor], count: int, room: int, rank: int) -> List[Tensor]:
                out = annotate(List[Tensor], [])
                for i in range(torch.len(p)):
                  all = torch.view(p[i], [-1, room, p[i].size(1)])
                  _0 = torch.append(out, torch.reshape(torch.slice(torch.slice(all, 0, 0, count, 1), 1, 0, rank, 1), [count * rank, -1]))
                return self.side_by_side(out)
              def refresh_slot(self: __torch__.Decoder, read: List[Tensor], p: List[Tensor], n: int, at: int, start: int, rank: int) -> Tensor:
                where = [0, 1, 0, 3, 0, 5, 6, 7, 8, 9, 8, 11, 12, 13]
                part = [0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0]
                for l in range(@L@):
                  for j in range(14):
                    to = part[j] * n + at
                    _0 = torch.copy_(torch.slice(read[l * 14 + where[j]], 0, to, to + rank, 1), torch.slice(p[l * 14 + j], 0, start, start + rank, 1))
                return read[0]
              def mask_of(self: __torch__.Decoder, mask: Tensor, like: Tensor) -> Tensor:
                return torch.to(mask, ops.prim.dtype(like))
              def rows(self: __torch__.Decoder, cache: Tensor, start: int, to: int) -> Tensor:
                return torch.slice(cache, 1, start, to, 1)
              def wider(self: __torch__.Decoder, cache: Tensor, b: int, width: int) -> Tensor:
                out = self.empty_cache(cache, b, width)
                _0 = torch.copy_(torch.slice(torch.slice(out, 1, 0, cache.size(1), 1), 3, 0, cache.size(3), 1), cache)
                return out
              def move(self: __torch__.Decoder, kc: Tensor, vc: Tensor, start: int, to: int, n: int) -> Tensor:
                _0 = torch.copy_(torch.slice(torch.select(kc, 1, to), 2, 0, n, 1), torch.slice(torch.select(kc, 1, start), 2, 0, n, 1))
                return torch.copy_(torch.slice(torch.select(vc, 1, to), 2, 0, n, 1), torch.slice(torch.select(vc, 1, start), 2, 0, n, 1))
              def take(self: __torch__.Decoder, kc: Tensor, vc: Tensor, row: int, at: int, n: int) -> List[Tensor]:
                return [torch.clone(torch.slice(torch.select(kc, 1, row), 2, at, at + n, 1)), torch.clone(torch.slice(torch.select(vc, 1, row), 2, at, at + n, 1))]
              def put(self: __torch__.Decoder, kc: Tensor, vc: Tensor, row: int, at: int, k: Tensor, v: Tensor) -> Tensor:
                _0 = torch.copy_(torch.slice(torch.select(kc, 1, row), 2, at, at + k.size(2), 1), k)
                return torch.copy_(torch.slice(torch.select(vc, 1, row), 2, at, at + v.size(2), 1), v)
              def best(self: __torch__.Decoder, lg: Tensor) -> List[Tensor]:
                top = torch.argmax(lg, -1)
                chosen = torch.squeeze(torch.gather(lg, 1, torch.unsqueeze(top, 1)), 1)
                return [torch.to(top, 6), torch.sub(chosen, torch.logsumexp(lg, [1], False))]
            """;
}
