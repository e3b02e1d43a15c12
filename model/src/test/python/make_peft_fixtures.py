"""Adapters as peft writes them, and its logits with them, on two tiny models of the fixtures.

    python make_peft_fixtures.py --out ../resources/fixtures

    python make_peft_fixtures.py --judge FOLDER --base tiny-qwen2 --logits FILE

The second form loads an adapter folder that this project exported into peft and compares logits of one sequence with those
in FILE (JSON: ids, logits); it exits with 1 if they differ by more than 1e-4.
Packages used: torch 2.13, transformers 5.18, peft 0.21, safetensors.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file

from make_fixtures import LINEARS, dump, load, lora_parameters, sequences, strip_paths

COMMON = dict(lora_dropout=0.05, bias="none", task_type="CAUSAL_LM")
CASES = {
    "plain": ("tiny-llama", dict(r=3, lora_alpha=5, target_modules=LINEARS)),
    "rank-pattern": ("tiny-qwen2", dict(r=2, lora_alpha=4, target_modules=LINEARS,
                                        rank_pattern={"q_proj": 4, r"layers\.1\.mlp\..*": 1})),
    "alpha-pattern": ("tiny-llama", dict(r=2, lora_alpha=4, target_modules=LINEARS,
                                         alpha_pattern={"layers.0.self_attn.v_proj": 9, "down_proj": 1},
                                         rank_pattern={"down_proj": 3})),
    "rslora": ("tiny-qwen2", dict(r=3, lora_alpha=4, target_modules=LINEARS, use_rslora=True)),
    "subset": ("tiny-llama", dict(r=2, lora_alpha=8, target_modules=["q_proj", "v_proj"])),
    "layers": ("tiny-qwen2", dict(r=2, lora_alpha=8, target_modules="all-linear", layers_to_transform=[1],
                                  layers_pattern="layers")),
}


def make(out):
    home = out / "peft"
    home.mkdir(exist_ok=True)
    figures = {}
    for seed, (name, (base, options)) in enumerate(CASES.items()):
        torch.manual_seed(seed)
        if name == "layers":
            options["target_modules"] = LINEARS
        model = get_peft_model(load(out / base), LoraConfig(**COMMON, **options)).eval()
        gen = torch.Generator().manual_seed(50 + seed)
        with torch.no_grad():
            for _, p in lora_parameters(model):
                p.copy_(0.3 * torch.randn(p.shape, generator=gen))
            ids = sequences(2, 300, seed=11)[1]["ids"]
            logits = model(input_ids=torch.tensor([ids])).logits[0]
        folder = home / name
        model.save_pretrained(str(folder))
        (folder / "README.md").unlink(missing_ok=True)
        config = json.loads((folder / "adapter_config.json").read_text())
        if not isinstance(config["target_modules"], str):
            strip_paths(folder / "adapter_config.json", base)
        # half the size: the reference is made from the rounded values
        tensors = {k: v.to(torch.bfloat16) for k, v in load_file(folder / "adapter_model.safetensors").items()}
        save_file(tensors, str(folder / "adapter_model.safetensors"), metadata={"format": "pt"})
        again = PeftModel.from_pretrained(load(out / base), str(folder)).eval()
        with torch.no_grad():
            rounded = again(input_ids=torch.tensor([ids])).logits[0]
        assert float((rounded - logits).abs().max()) < 1.5, name
        figures[name] = dict(base=base, ids=ids, logits=[round(float(x), 6) for x in rounded[-1]])
        print(name, len(tensors), float((rounded - logits).abs().max()))
    dump(home / "figures.json", figures)


def judge(folder, base, file):
    expected = json.loads(file.read_text())
    model = PeftModel.from_pretrained(load(base), str(folder)).eval()
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([expected["ids"]])).logits[0]
    worst = float((logits - torch.tensor(expected["logits"]).view(logits.shape)).abs().max())
    print(f"peft loads {folder}; largest difference of a logit: {worst:.2e}")
    return worst <= 1e-4


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--judge", type=Path)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--logits", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.judge:
        sys.exit(0 if judge(args.judge, args.base, args.logits) else 1)
    make(args.out)


if __name__ == "__main__":
    main()
