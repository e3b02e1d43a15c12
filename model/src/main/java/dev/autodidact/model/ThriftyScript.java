package dev.autodidact.model;

/**
 * The gradient with little memory: only what goes into each block is kept, and each block is computed again on the way
 * back (gradient checkpointing, arXiv 1604.06174). A third more work; memory of one block instead of all.
 */
final class ThriftyScript {
    private ThriftyScript() {}

    static final String TEXT = """
              def thrifty_gradient(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, target: Tensor, weight: Tensor, at: Tensor, soft: Tensor, share: Tensor, r: List[Tensor], w: List[Tensor], P: Tensor, scale: Tensor) -> List[Tensor]:
                torch.set_grad_enabled(True)
                K = P.size(0)
                flat = torch.detach(P)
                p = self.split(flat, scale, w[1])
                x = torch.embedding(w[0], ids)
                m = self.mask(seg, x)
            @NEAR@    here = self.at(r, pos)
                inputs = annotate(List[Tensor], [])
                for i in range(@L@):
                  _0 = torch.append(inputs, x)
                  x = self.block(x, here, @MASK@, w, p, i, K)
                top = torch.requires_grad_(torch.detach(x), True)
                l = self.loss_of(self.head(self.norm(top, w[1]), sel, w), target, weight, at, soft, share)
                gs = torch.grad([torch.sum(l)], [top], None, None, False, False)
                g = unchecked_cast(Tensor, gs[0])
                whole = torch.zeros_like(flat)
                n = torch.floordiv(flat.size(1), @L@)
                for i0 in range(@L@):
                  i = @L@ - 1 - i0
                  leaf = torch.requires_grad_(torch.detach(inputs[i]), True)
                  part = torch.requires_grad_(torch.detach(torch.slice(flat, 1, i * n, (i + 1) * n, 1)), True)
                  own = self.parts(part, scale, w[1], 1)
                  q = annotate(List[Tensor], [])
                  for j in range(torch.len(p)):
                    if j >= i * 14 and j < (i + 1) * 14:
                      _1 = torch.append(q, own[j - i * 14])
                    else:
                      _2 = torch.append(q, p[j])
                  y = self.block(leaf, here, @MASK@, w, q, i, K)
                  ds = torch.grad([y], [leaf, part], annotate(List[Optional[Tensor]], [g]), None, False, False)
                  g = unchecked_cast(Tensor, ds[0])
                  _3 = torch.copy_(torch.slice(whole, 1, i * n, (i + 1) * n, 1), unchecked_cast(Tensor, ds[1]))
                torch.set_grad_enabled(False)
                return [torch.detach(l), whole]
            """;
}
