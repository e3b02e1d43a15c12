package dev.autodidact.model;

/**
 * Full-weight training: {@code w} are f32 masters, the products run in the precision of {@code r}. Matrices are
 * updated by Muon (orthogonalised momentum, arXiv 2502.16982), the rest by AdamW.
 * hp = [Muon lr, AdamW lr, momentum, beta1, beta2, eps, weight decay, step number from 1].
 */
final class PretrainingScript {
    private PretrainingScript() {}

    static final String TEXT = """
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
}
