"""Runs the engine's own TorchScript archives under Python's torch.jit: what a GPU makes of step, score, K adapters, decode.

    bench/run gpu                                     # writes the archives; needs Java, no GPU
    python bench/python/gpu_bench.py --folder target/gpu --shape 0.6B --shape 1B --shape 7B --out gpu.json
    python bench/python/gpu_bench.py --folder target/gpu --shape toy --device cpu --rounds 2 --k 1,4     # a check anywhere

Weights are random, shapes are real, the maths is the archive's. Base in bf16, adapter (rank 8, all linears), Adam state and
loss in f32. MFU counts 4 N FLOPs per trained token (frozen base: forward 2 N, backward to the activations 2 N) against the
best bf16 matmul measured in the same run. Needs torch only (tried with 2.13).
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import torch

RANK = 8


class Shape:
    """Random weights of one shape in the order of the archive, and the archive."""

    def __init__(self, folder, name, device, dtype):
        s = json.loads((folder / "shapes.json").read_text())[name]
        self.s, self.device = s, device
        self.module = torch.jit.load(str(folder / f"{name}.pt"), map_location=device)
        gen = torch.Generator(device=device).manual_seed(1)
        rnd = lambda *n: (torch.randn(*n, generator=gen, device=device, dtype=torch.float32) * 0.02).to(dtype)
        one = lambda n: torch.ones(n, device=device, dtype=dtype)
        d, hd, ffn = s["hidden"], s["head_dim"], s["ffn"]
        q, kv = s["heads"] * hd, s["kv"] * hd
        self.linears = [(q, d), (kv, d), (kv, d), (d, q), (ffn, d), (ffn, d), (d, ffn)]
        self.w = [rnd(s["vocab"], d), one(d)]
        for _ in range(s["layers"]):
            self.w += [one(d)] + [rnd(*n) for n in self.linears[:4]] + [one(d)] + [rnd(*n) for n in self.linears[4:]]
            self.w += [one(hd), one(hd)] if s["qk_norm"] else []
        self.w += [] if s["tied"] else [rnd(s["vocab"], d)]
        t = torch.arange(2048, device=device)[:, None] / 1e4 ** (torch.arange(0, hd, 2, device=device) / hd)
        turn = torch.zeros(hd, hd, device=device)
        half = torch.arange(hd // 2, device=device)
        turn[half, half + hd // 2], turn[half + hd // 2, half] = -1, 1
        self.r = [torch.cat([f(t), f(t)], -1).to(dtype) for f in (torch.cos, torch.sin)] + [turn.to(dtype)]
        self.unit = s["layers"] * sum(n + m for n, m in self.linears)

    def adapters(self, k):
        flat = torch.randn(k, RANK * self.unit, device=self.device) * 0.01
        return flat, torch.full((k,), 2.0, device=self.device)

    def batch(self, k, rows, width):
        """Grid of one row per sequence; every next token is a target."""
        b = k * rows
        ids = torch.randint(0, self.s["vocab"], (b, width), device=self.device)
        pos = torch.arange(width, device=self.device).repeat(b, 1)
        seg = torch.empty(0, dtype=torch.long, device=self.device)
        cells = torch.arange(b * width, device=self.device).view(b, width)
        sel, target = cells[:, :-1].reshape(-1), ids[:, 1:].reshape(-1)
        owner = torch.arange(b, device=self.device).div(rows, rounding_mode="floor").repeat_interleave(width - 1)
        weight = (owner[None] == torch.arange(k, device=self.device)[:, None]).float() / (rows * (width - 1))
        return ids, pos, seg, sel, target, weight

    def stepper(self, k, rows, width):
        P, scale = self.adapters(k)
        m, v = torch.zeros_like(P), torch.zeros_like(P)
        hp = torch.tensor([0.9, 0.999, 1e-8, 0.0, 1.0, 1.0])
        lr = torch.full((k, 1), 1e-4, device=self.device)
        none = torch.empty(0, device=self.device)
        ids, pos, seg, sel, target, weight = self.batch(k, rows, width)
        at = torch.empty(0, dtype=torch.long, device=self.device)
        soft, share = none.view(0, self.s["vocab"]), none.view(k, 0)

        def step():
            out = self.module.step(ids, pos, seg, sel, target, weight, at, soft, share, self.r, self.w, P, scale, m, v, hp, lr)
            torch.set_grad_enabled(False)
            return out
        return step

    def scorer(self, k, rows, width):
        P, scale = self.adapters(k)
        p = self.module.split(P, scale, self.w[1])
        ids, pos, seg, sel, target, _ = self.batch(k, rows, width)
        return lambda: self.module.score(ids, pos, seg, sel, target, self.r, self.w, p, k)

    def decoder(self, k, rows, prompt, new):
        P, scale = self.adapters(k)
        p = self.module.split(P, scale, self.w[1])
        b = k * rows
        ids = torch.randint(0, self.s["vocab"], (b, prompt), device=self.device)
        last = torch.arange(b, device=self.device) * prompt + prompt - 1
        one = torch.arange(b, device=self.device)
        none = torch.zeros(0, device=self.device)

        def run():
            kc = self.module.empty_cache(self.w[0], b, prompt + new)
            vc = self.module.empty_cache(self.w[0], b, prompt + new)
            logits = self.module.prefill(ids, 0, last, none, self.r, self.w, p, kc, vc, k)
            for i in range(new):
                logits = self.module.prefill(logits.argmax(-1, keepdim=True), prompt + i, one, none, self.r, self.w, p, kc, vc, k)
        return run


def seconds(run, device, rounds, warm=2):
    times = []
    for i in range(warm + rounds):
        if device != "cpu":
            torch.cuda.synchronize()
        start = time.perf_counter()
        run()
        if device != "cpu":
            torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return statistics.median(times[warm:])


def matmul_peak(device, dtype, n, rounds):
    a, b = (torch.randn(n, n, device=device).to(dtype) for _ in range(2))
    return 2 * n ** 3 / seconds(lambda: a @ b, device, rounds, 3)


def measure(shape, args, peak):
    dev, n, rows = args.device, shape.s["matrix_parameters"], []

    def say(what, value, unit):
        rows.append(dict(what=what, value=round(value, 4), unit=unit))
        print(f"| {what:58} | {value:12.3f} {unit:10} |", flush=True)

    for b, t in [(1, 64), (8, 512), (16, 1024)] if dev != "cpu" else [(1, 64), (2, 128)]:
        s = seconds(shape.stepper(1, b, t), dev, args.rounds)
        say(f"step K=1, {b} x {t}", s * 1e3, "ms")
        say(f"step K=1, {b} x {t}, MFU of measured matmul peak", 4 * n * b * t / s / peak, "")
    single = None
    for k in args.k:
        s = seconds(shape.stepper(k, 1, 64), dev, args.rounds)
        single = single or s / k
        say(f"K={k} jobs of 1 x 64, per job and step", s / k * 1e3, "ms")
        say(f"K={k} jobs of 1 x 64, jobs/s against K={args.k[0]}", single / (s / k), "x")
        say(f"K={k}, a self-edit of 15 steps of 1 x 64", 15 * s / k * 1e3, "ms")
    k = args.k[-1]
    with torch.inference_mode():
        s = seconds(shape.scorer(k, 1, 64), dev, args.rounds)
        say(f"score K={k}, 1 x 64 each", k * 64 / s, "tokens/s")
        for kk in sorted({1, k}):
            s = seconds(shape.decoder(kk, 1, 32, 32), dev, max(1, args.rounds // 2), 1)
            say(f"decode K={kk}, one stream each", kk * 32 / s, "tokens/s")
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--shape", action="append", default=[])
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--k", type=lambda t: [int(x) for x in t.split(",")], default=[1, 16, 64])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--threads", type=int, default=1, help="operator threads on a processor")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    dtype = torch.bfloat16
    name = torch.cuda.get_device_name() if args.device != "cpu" else "CPU"
    peak = matmul_peak(args.device, dtype, 8192 if args.device != "cpu" else 1024, args.rounds)
    print(f"{name}, torch {torch.__version__}, bf16 matmul peak {peak / 1e12:.2f} TFLOP/s, median of {args.rounds} rounds")
    torch.manual_seed(1)
    torch.set_grad_enabled(False)
    result = dict(device=name, torch=torch.__version__, rounds=args.rounds, matmul_tflops=peak / 1e12, shapes={})
    with torch.jit.optimized_execution(False):
        for shape in args.shape or ["0.6B", "1B"]:
            print(shape)
            result["shapes"][shape] = measure(Shape(args.folder, shape, args.device, dtype), args, peak)
    if args.device != "cpu":
        result["peak_memory_gib"] = torch.cuda.max_memory_allocated() / 2 ** 30
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
