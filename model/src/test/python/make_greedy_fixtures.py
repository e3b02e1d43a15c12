"""Greedy continuations of 50 chat prompts by MiniMind2-Small: 128 tokens each, by transformers on the CPU in f32.

    python make_greedy_fixtures.py --minimind FOLDER --out ../resources/fixtures/minimind-greedy-50.json

All prompts run in one batch, padded on the left. `gap` is the smallest distance of the two best logits on the way.
Packages used: torch 2.13, transformers 5.18.
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

THINGS = ["a lighthouse", "photosynthesis", "the number seven", "a good breakfast", "gravity", "bread", "a library",
          "the moon", "rust on iron", "an honest friend"]
FORMS = ["Explain {} in two sentences.", "Write a short poem about {}.", "List five facts about {}.",
         "请用中文介绍一下{}。", "Why does {} matter?"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minimind", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    tok = AutoTokenizer.from_pretrained(args.minimind, padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(args.minimind, dtype=torch.float32, attn_implementation="eager").eval()
    texts = [tok.apply_chat_template([{"role": "user", "content": form.format(thing)}], tokenize=False,
                                     add_generation_prompt=True) for thing in THINGS for form in FORMS]
    ids = [tok.encode(t, add_special_tokens=False) for t in texts]
    batch = tok.pad({"input_ids": ids}, return_tensors="pt")
    with torch.no_grad():
        out = model.generate(**batch, do_sample=False, max_new_tokens=128, eos_token_id=2, pad_token_id=0,
                             output_logits=True, return_dict_in_generate=True)
    rows = []
    for i, prompt in enumerate(ids):
        tokens = out.sequences[i, batch["input_ids"].shape[1]:].tolist()
        tokens = tokens[:tokens.index(2) + 1] if 2 in tokens else tokens
        gap = min(float(t[i].topk(2).values.diff().abs()) for t in out.logits[:len(tokens)])
        rows.append(json.dumps(dict(ids=prompt, greedy=tokens, gap=round(gap, 6)), separators=(",", ":")))
    args.out.write_text("[\n" + ",\n".join(rows) + "\n]\n")
    print(len(rows), "prompts, smallest gap", min(json.loads(r)["gap"] for r in rows))


if __name__ == "__main__":
    main()
