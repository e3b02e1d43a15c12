package dev.autodidact.model;

import java.util.Set;

/**
 * Attention that reaches back over at most W tokens in some layers (Mistral, and Qwen where it is switched on): token i
 * sees j where 0 ≤ i − j &lt; W. Without a window the decoder's text is what it would be if this class did not exist.
 *
 * @see <a href="https://arxiv.org/abs/2310.06825">Mistral 7B</a>
 */
final class WindowScript {
    private WindowScript() {}

    /** The decoder's text with its places for the window filled. */
    static String fill(String text, ModelConfig c) {
        boolean any = !c.traits().windowed(c).isEmpty();
        String filled = text.replace("@NEAR@", any ? "    near = self.near(seg, x)\n" : "")
                .replace("@MASK@", any ? "self.pick(m, near, i)" : "m")
                .replace("@RECENT_K@", any ? "torch.slice(kk, 2, self.first(i, pos + 1), pos + 1, 1)" : "kk")
                .replace("@RECENT_V@", any ? "torch.slice(vv, 2, self.first(i, pos + 1), pos + 1, 1)" : "vv")
                .replace("@PLAIN@", any ? "self.whole(pos, t, i)" : "pos == 0")
                .replace("@OLDER@", any ? "self.older(mask, pos, t, i, x)" : "mask")
                .replace("@EACH@", any ? "self.recent(mask, each, i)" : "mask");
        return any ? filled + methods(c.traits().windowed(c), c.traits().window()) : filled;
    }

    private static String methods(Set<Integer> layers, int window) {
        return TEXT.replace("@LAYERS@", layers.stream().sorted().toList().toString())
                .replace("@W@", Integer.toString(window));
    }

    private static final String TEXT = """
              def windowed(self: __torch__.Decoder, i: int) -> bool:
                return torch.__contains__(@LAYERS@, i)
              def pick(self: __torch__.Decoder, far: Tensor, near: Tensor, i: int) -> Tensor:
                if self.windowed(i):
                  return near
                return far
              def count(self: __torch__.Decoder, n: int, like: Tensor) -> Tensor:
                return torch.arange(n, dtype=4, layout=None, device=ops.prim.device(like), pin_memory=False)
              def near(self: __torch__.Decoder, seg: Tensor, x: Tensor) -> Tensor:
                t = x.size(1)
                if t <= @W@:
                  return self.mask(seg, x)
                here = self.count(t, x)
                late = torch.ge(torch.sub(torch.unsqueeze(here, 1), torch.unsqueeze(here, 0)), @W@)
                s = seg
                if torch.numel(seg) == 0:
                  s = torch.expand(torch.mul(torch.unsqueeze(here, 0), 0), [x.size(0), t])
                return torch.masked_fill(self.mask(s, x), late, self.low(x))
              def first(self: __torch__.Decoder, i: int, n: int) -> int:
                if self.windowed(i) and n > @W@:
                  return n - @W@
                return 0
              def whole(self: __torch__.Decoder, pos: int, t: int, i: int) -> bool:
                if pos > 0:
                  return False
                if t > @W@:
                  return not self.windowed(i)
                return True
              def older(self: __torch__.Decoder, mask: Tensor, pos: int, t: int, i: int, x: Tensor) -> Tensor:
                if not self.windowed(i):
                  return mask
                here = self.count(pos + t, x)
                gap = torch.sub(torch.unsqueeze(torch.slice(here, 0, pos, pos + t, 1), 1), torch.unsqueeze(here, 0))
                m = mask
                if torch.numel(mask) == 0:
                  m = torch.masked_fill(torch.to(torch.zeros_like(gap), ops.prim.dtype(x)), torch.lt(gap, 0), -30000.)
                return torch.masked_fill(m, torch.ge(gap, @W@), -30000.)
              def recent(self: __torch__.Decoder, mask: Tensor, each: Tensor, i: int) -> Tensor:
                if not self.windowed(i):
                  return mask
                here = torch.view(self.count(mask.size(-1), mask), [1, 1, 1, -1])
                late = torch.le(here, torch.sub(torch.view(each, [-1, 1, 1, 1]), @W@))
                return torch.masked_fill(mask, late, -30000.)
            """;
}
