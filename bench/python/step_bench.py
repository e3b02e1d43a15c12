"""Times a LoRA training step and greedy decoding in PyTorch, as the peer of the Java engine's bench.

    python step_bench.py --task step-tiny-4x256 --rounds 9      # JSON line with the median of the rounds
    python step_bench.py --serve                                # one task per line on stdin, one JSON line per round

In the second form a Java bench interleaves its own rounds with these ones in the same minutes on the same machine:
it writes a task name, waits for the line, runs its own round, and so on. The model of a task is made at its first
round, which is then preceded by two rounds of warm-up.

Task names: step-SHAPE-BxT, score-SHAPE-BxT, decode-SHAPE-PROMPTxNEW or seal-SHAPE-RxT, with an optional dtype of the frozen base (-bf16, -f16) and an
optional implementation (-peft: transformers and peft instead of the plain functions below).
Shapes: tiny (d 256, 4 layers, vocabulary 4096) and smol135 (SmolLM2-135M: d 576, 30 layers, vocabulary 49152).
seal is one epoch of SEAL's published inner loop (arXiv 2506.10943): R rows of T tokens, each padded to 2048, batch 1, LoRA of
rank 32 and alpha 64 on queries and values, through transformers and peft. In --serve the task "memory" prints the peak.
The step: frozen base, rank 8 and alpha 16 on all seven linears, SDPA, cross-entropy, AdamW (foreach), adapter in f32.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time

import torch
import torch.nn.functional as F

SHAPES = {
    "tiny": dict(d=256, layers=4, heads=4, kv=2, hd=64, ffn=768, vocab=4096),
    "smol135": dict(d=576, layers=30, heads=9, kv=3, hd=64, ffn=1536, vocab=49152),
}
DTYPES = {"f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16}
RANK, ALPHA, EPS, THETA = 8, 16, 1e-5, 10000.0
LINEARS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


class Plain:
    """A Llama decoder in plain tensor functions, LoRA on every linear, tied output."""

    def __init__(self, shape, dtype):
        self.s, self.dtype = shape, dtype
        gen = torch.Generator().manual_seed(1)
        d, q, kv, ffn = shape["d"], shape["heads"] * shape["hd"], shape["kv"] * shape["hd"], shape["ffn"]
        sizes = [(q, d), (kv, d), (kv, d), (d, q), (ffn, d), (ffn, d), (d, ffn)]
        rnd = lambda n, m, std: torch.randn(n, m, generator=gen) * std
        self.embed = rnd(shape["vocab"], d, 0.05).to(dtype)
        self.norms = torch.ones(d, dtype=dtype)
        self.layers = [[rnd(n, m, 0.04).to(dtype) for n, m in sizes] for _ in range(shape["layers"])]
        self.lora = [[(rnd(RANK, m, 0.05).requires_grad_(), torch.zeros(n, RANK).requires_grad_()) for n, m in sizes]
                     for _ in range(shape["layers"])]
        t = torch.arange(2048)[:, None] / THETA ** (torch.arange(0, shape["hd"], 2) / shape["hd"])
        self.cos, self.sin = (torch.cat([f(t), f(t)], -1).to(dtype) for f in (torch.cos, torch.sin))
        self.optimizer = torch.optim.AdamW([p for l in self.lora for ab in l for p in ab], lr=1e-3, weight_decay=0.01,
                                           foreach=True)

    def linear(self, x, w, ab):
        y = F.linear(x, w)
        if ab is None:
            return y
        a, b = (p.to(self.dtype) for p in ab)
        return torch.add(y, F.linear(F.linear(x, a), b), alpha=ALPHA / RANK)

    def rope(self, x, start, n):
        half = x.shape[-1] // 2
        turned = torch.cat([-x[..., half:], x[..., :half]], -1)
        return x * self.cos[start:start + n] + turned * self.sin[start:start + n]

    def hidden(self, ids, lora, cache=None, start=0):
        s, (b, n) = self.s, ids.shape
        x = F.embedding(ids, self.embed)
        rep = s["heads"] // s["kv"]
        for i, w in enumerate(self.layers):
            ab = lora[i] if lora else [None] * 7
            h = F.rms_norm(x, (s["d"],), self.norms, EPS)
            q, k, v = (self.linear(h, w[j], ab[j]).view(b, n, -1, s["hd"]).transpose(1, 2) for j in range(3))
            q, k = self.rope(q, start, n), self.rope(k, start, n)
            if cache is not None:
                cache[i][0][:, :, start:start + n], cache[i][1][:, :, start:start + n] = k, v
                k, v = cache[i][0][:, :, :start + n], cache[i][1][:, :, :start + n]
            if n == 1:
                a = F.scaled_dot_product_attention(q.reshape(b, s["kv"], rep, s["hd"]), k, v).reshape(b, 1, -1)
            else:
                k, v = k.repeat_interleave(rep, 1), v.repeat_interleave(rep, 1)
                a = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, n, -1)
            x = x + self.linear(a, w[3], ab[3])
            m = F.rms_norm(x, (s["d"],), self.norms, EPS)
            gate = F.silu(self.linear(m, w[4], ab[4])) * self.linear(m, w[5], ab[5])
            x = x + self.linear(gate, w[6], ab[6])
        return F.rms_norm(x, (s["d"],), self.norms, EPS)

    def step(self, ids):
        """Every row predicts its own next tokens; returns the loss."""
        self.optimizer.zero_grad(set_to_none=True)
        logits = F.linear(self.hidden(ids, self.lora)[:, :-1], self.embed).float()
        loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), ids[:, 1:].reshape(-1))
        loss.backward()
        self.optimizer.step()
        return float(loss.detach())

    @torch.inference_mode()
    def score(self, ids):
        logp = torch.log_softmax(F.linear(self.hidden(ids, self.lora)[:, :-1], self.embed).float(), -1)
        return float(logp.gather(-1, ids[:, 1:, None]).sum())

    @torch.inference_mode()
    def decode(self, ids, new):
        shape = (1, self.s["kv"], ids.shape[1] + new, self.s["hd"])
        cache = [(torch.empty(shape, dtype=self.dtype), torch.empty(shape, dtype=self.dtype)) for _ in self.layers]
        start = 0
        for _ in range(new):
            h = self.hidden(ids, None, cache, start)[:, -1:]
            start += ids.shape[1]
            ids = F.linear(h, self.embed)[:, 0].argmax(-1, keepdim=True)
        return int(ids)


class Peft:
    """The same shape through transformers and peft, as most people run it."""

    def __init__(self, shape, dtype, rank=RANK, alpha=ALPHA, names=LINEARS):
        from peft import LoraConfig, get_peft_model
        from transformers import LlamaConfig, LlamaForCausalLM

        config = LlamaConfig(
            vocab_size=shape["vocab"], hidden_size=shape["d"], intermediate_size=shape["ffn"], head_dim=shape["hd"],
            num_hidden_layers=shape["layers"], num_attention_heads=shape["heads"], num_key_value_heads=shape["kv"],
            rms_norm_eps=EPS, tie_word_embeddings=True, max_position_embeddings=2048)
        config._attn_implementation = "sdpa"
        torch.manual_seed(1)
        base = LlamaForCausalLM(config).to(dtype)
        self.model = get_peft_model(base, LoraConfig(r=rank, lora_alpha=alpha, target_modules=names))
        params = [p for p in self.model.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(params, lr=1e-3, weight_decay=0.01, foreach=True)

    def step(self, ids, mask=None, labels=None):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.model(input_ids=ids, attention_mask=mask, labels=ids if labels is None else labels).loss
        loss.backward()
        self.optimizer.step()
        return float(loss.detach())

    @torch.inference_mode()
    def score(self, ids):
        logp = torch.log_softmax(self.model(input_ids=ids).logits[:, :-1].float(), -1)
        return float(logp.gather(-1, ids[:, 1:, None]).sum())

    @torch.inference_mode()
    def decode(self, ids, new):
        with self.model.disable_adapter():
            out = self.model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False,
                                      max_new_tokens=new, min_new_tokens=new, pad_token_id=0)
        return int(out[0, -1])


class Seal(Peft):
    """SEAL's inner loop: batch 1, every row padded."""

    def __init__(self, shape, dtype):
        super().__init__(shape, dtype, 32, 64, ["q_proj", "v_proj"])

    def epoch(self, rows):
        for row in rows:
            ids = F.pad(row, (0, 2048 - row.shape[0]))[None]
            mask = F.pad(torch.ones_like(row), (0, 2048 - row.shape[0]))[None]
            self.step(ids, mask, ids.masked_fill(mask == 0, -100))


class Bench:
    """Keeps the models between rounds."""

    def __init__(self):
        self.models = {}

    def round(self, task):
        """Seconds of one round."""
        kind, shape, size, *flags = task.split("-")
        rows, length = (int(x) for x in size.split("x"))
        dtype = next((f for f in flags if f in DTYPES), "f32")
        maker = Seal if kind == "seal" else Peft if "peft" in flags else Plain
        key = (shape, dtype, maker)
        if key not in self.models:
            self.models[key] = maker(SHAPES[shape], DTYPES[dtype])
        model = self.models[key]
        gen = torch.Generator().manual_seed(7)
        if kind == "step":
            ids = torch.randint(0, SHAPES[shape]["vocab"], (rows, length), generator=gen)
            run = lambda: model.step(ids)
        elif kind == "score":
            ids = torch.randint(0, SHAPES[shape]["vocab"], (rows, length), generator=gen)
            run = lambda: model.score(ids)
        elif kind == "seal":
            ids = torch.randint(0, SHAPES[shape]["vocab"], (rows, length), generator=gen)
            run = lambda: model.epoch(ids)
        elif kind == "decode":
            ids = torch.randint(0, SHAPES[shape]["vocab"], (1, rows), generator=gen)
            run = lambda: model.decode(ids, length)
        else:
            raise SystemExit(f"task {task}: kind is {kind}, expected step, score, seal or decode")
        warm = 1 if kind == "seal" else 2
        for _ in range(0 if (key, task) in self.models else warm):
            run()
        self.models[(key, task)] = True
        start = time.perf_counter()
        run()
        return time.perf_counter() - start


def tokens_of(task):
    kind, _, size, *_ = task.split("-")
    rows, length = (int(x) for x in size.split("x"))
    return length if kind == "decode" else rows * length


def line(task, threads, seconds):
    median = statistics.median(seconds)
    return json.dumps(dict(
        peer=f"pytorch {torch.__version__}", task=task, threads=threads, n=len(seconds), median_s=round(median, 6),
        min_s=round(min(seconds), 6), max_s=round(max(seconds), 6), tokens_per_s=round(tokens_of(task) / median, 1)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=int(os.environ.get("BENCH_THREADS", 2)))
    parser.add_argument("--serve", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    bench = Bench()
    if args.serve:
        print(json.dumps(dict(ready=True, torch=torch.__version__)), flush=True)
        for task in map(str.strip, sys.stdin):
            if task == "memory":
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
                print(json.dumps(dict(peak_bytes=peak)), flush=True)
            elif task:
                print(line(task, args.threads, [bench.round(task)]), flush=True)
        return
    for task in args.task or ["step-tiny-4x256", "step-tiny-1x32", "decode-tiny-16x64"]:
        print(line(task, args.threads, [bench.round(task) for _ in range(args.rounds)]), flush=True)


if __name__ == "__main__":
    main()
