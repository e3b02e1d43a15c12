"""Writes the reference fixtures of the model families beside those of make_fixtures.py.

Logits, losses, greedy texts and LoRA gradients of tiny random models, computed by transformers and peft on the CPU in f32
with eager attention, from fixed seeds. The adapters' values come from the hash `formula` of make_fixtures.py, so no adapter
file is needed.

    python make_family_fixtures.py --out ../resources/fixtures

Packages used: torch 2.13, transformers 5.18, peft 0.21, tokenizers, safetensors, numpy.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, LlamaConfig, MistralConfig, Qwen2Config, SmolLM3Config

from make_fixtures import (SHAPE, base_fixture, batch_loss, dump, formula, lively, load, lora_model, lora_parameters,
                           nll, save_model, sequences)

THETA = dict(rope_type="default", rope_theta=10000.0)
F16 = [torch.float16]
# what transformers computes, with fields that the classic config.json of each family has
PLANS = {
    "tiny-mistral": (MistralConfig(**SHAPE, head_dim=8, sliding_window=7, tie_word_embeddings=False,
                                   rope_parameters=THETA), F16),
    "tiny-qwen2-window": (Qwen2Config(**SHAPE, tie_word_embeddings=True, use_sliding_window=True, sliding_window=5,
                                      max_window_layers=1, rope_parameters=THETA), F16),
    "tiny-llama-bias": (LlamaConfig(**SHAPE, head_dim=16, tie_word_embeddings=True, attention_bias=True, mlp_bias=True,
                                    rope_parameters=THETA), F16),
    "tiny-smollm3": (SmolLM3Config(**SHAPE, tie_word_embeddings=True, no_rope_layers=[1, 0], rope_parameters=THETA),
                     F16),
}
OLDER = ["tiny-llama-rope3", "tiny-qwen2", "tiny-qwen3"]


def lora_fixture(folder, out, seqs):
    """Rank 2, alpha 6 on all linears: logits of the last sequence, batch loss and every gradient entry."""
    scale = 0.8
    model = lora_model(folder, 2, 6, lambda number, name, p: formula(number, p.numel(), scale).view(p.shape))
    tensors = {}
    with torch.no_grad():
        tensors["logits.last"] = nll(model, seqs[-1])[2].contiguous()
    loss = batch_loss(model, seqs)
    loss.backward()
    for name, p in lora_parameters(model):
        tensors["grad." + name] = p.grad.clone()
    save_file(tensors, str(out / f"{folder.name}-lora.safetensors"))
    return dict(rank=2, alpha=6, scale=scale, loss=float(loss.detach()))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    torch.set_num_threads(1)
    for seed, (name, (config, dtypes)) in enumerate(PLANS.items()):
        config._attn_implementation = "eager"
        folder = out / name
        save_model(lively(AutoModelForCausalLM.from_config(config).float(), 200 + seed), folder, dtypes)
        for f in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copy(out / "tiny-llama" / f, folder / f)
        _, seqs, golden = base_fixture(folder, out, 3)
        golden["lora"] = lora_fixture(folder, out, seqs)
        dump(out / f"{name}.json", golden)
        print(name, golden["loss"], golden["lora"]["loss"], [round(s["greedy_gap"], 4) for s in golden["sequences"]])
    for name in OLDER:
        golden = json.loads((out / f"{name}.json").read_text())
        seqs = sequences(len(golden["sequences"]), load(out / name).config.vocab_size, seed=11)
        assert [s["ids"] for s in seqs] == [s["ids"] for s in golden["sequences"]]
        golden["lora"] = lora_fixture(out / name, out, seqs)
        dump(out / f"{name}.json", golden)
        print(name, golden["loss"], golden["lora"]["loss"])


if __name__ == "__main__":
    main()
