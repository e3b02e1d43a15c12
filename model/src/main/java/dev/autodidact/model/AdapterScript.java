package dev.autodidact.model;

/**
 * Cross-entropy by {@code weight} [K, N], plus the divergence from {@code soft} [M, V], a teacher's log-probabilities
 * at the predictions {@code at} [M], by {@code share} [K, M]. hp = [beta1, beta2, eps, weight decay, gradient clip
 * (0 = off), step number from 1]; lr [K, 1], or [K, n] where some values do not move.
 */
final class AdapterScript {
    private AdapterScript() {}

    static final String TEXT = """
              def losses(self: __torch__.Decoder, ids: Tensor, pos: Tensor, seg: Tensor, sel: Tensor, target: Tensor, weight: Tensor, at: Tensor, soft: Tensor, share: Tensor, r: List[Tensor], w: List[Tensor], P: Tensor, scale: Tensor) -> Tensor:
                lg = self.selected(ids, pos, seg, sel, r, w, self.split(P, scale, w[1]), P.size(0))
                return self.loss_of(lg, target, weight, at, soft, share)
              def loss_of(self: __torch__.Decoder, lg: Tensor, target: Tensor, weight: Tensor, at: Tensor, soft: Tensor, share: Tensor) -> Tensor:
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
                n = self.update(r[1], P, m, v, hp, lr)
                return torch.stack([r[0], n])
              def update(self: __torch__.Decoder, gradient: Tensor, P: Tensor, m: Tensor, v: Tensor, hp: Tensor, lr: Tensor) -> Tensor:
                torch.set_grad_enabled(False)
                g = gradient
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
                return torch.squeeze(n, 1)
            """;
}
