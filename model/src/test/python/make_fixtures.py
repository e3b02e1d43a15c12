"""Writes the reference fixtures that judge the Java engine.

Everything is computed by transformers and peft on the CPU in f32 with eager attention, from fixed seeds.

    python make_fixtures.py --minimind FOLDER --out FOLDER

FOLDER of --minimind is a MiniMind2-Small folder in Hugging Face layout; without it only the tiny models are written.
Packages used: torch 2.13, transformers, peft, tokenizers, safetensors, numpy.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, Qwen2Config, Qwen3Config

from fixture_texts import CORPUS, GREEDY_PROMPTS, MINIMIND_TEXTS, TEMPLATE_CASES, TINY_TEMPLATE

LINEARS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
VOCAB = 300
SHAPE = dict(
    vocab_size=VOCAB, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=512, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2,
    pad_token_id=0, attention_dropout=0.0)
LLAMA3_ROPE = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                   original_max_position_embeddings=32)


def dump(path, value):
    """Compact JSON, one line per entry of the outermost container."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def classic_config(config):
    """The config.json as checkpoints in the wild have it: rope_theta and rope_scaling at the top level."""
    out = {k: v for k, v in config.to_diff_dict().items() if k not in ("rope_parameters", "transformers_version")}
    rope = dict(config.rope_parameters)
    out["rope_theta"] = rope.pop("rope_theta")
    out["rope_scaling"] = rope if rope.get("rope_type", "default") != "default" else None
    for key, value in SHAPE.items():
        out.setdefault(key, value)
    out["tie_word_embeddings"] = config.tie_word_embeddings
    out["hidden_act"] = "silu"
    out["dtype"] = "float32"
    return out


def tiny_tokenizer(folder):
    """A byte-level BPE of VOCAB entries with the ChatML marks as ids 0, 1, 2."""
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=VOCAB, special_tokens=SPECIALS, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tok.train_from_iterator(CORPUS, trainer)
    assert tok.get_vocab_size() == VOCAB, tok.get_vocab_size()
    folder.mkdir(parents=True, exist_ok=True)
    tok.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|im_start|>", "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "add_bos_token": False, "add_eos_token": False,
        "clean_up_tokenization_spaces": False, "model_max_length": 512, "chat_template": TINY_TEMPLATE,
    }, indent=2) + "\n")


def lively(model, seed):
    """Random weights large enough that logits spread over several units."""
    gen = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=gen)
            if "norm" in name:
                p.copy_(1 + 0.2 * noise)
            elif name.endswith("bias"):
                p.copy_(0.3 * noise)
            elif "embed" in name or "lm_head" in name:
                p.copy_(0.5 * noise)
            else:
                p.copy_(1.3 * noise / p.shape[1] ** 0.5)
    return model


def save_model(model, folder, dtypes):
    """Writes one safetensors file per entry of dtypes (None keeps f32) and, for several, the index."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(classic_config(model.config), indent=2, sort_keys=True) + "\n")
    state = {k: v.detach() for k, v in model.state_dict().items()}
    if model.config.tie_word_embeddings:
        state.pop("lm_head.weight")
    names = sorted(state)
    half = (len(names) + len(dtypes) - 1) // len(dtypes)
    weight_map = {}
    for i, dtype in enumerate(dtypes):
        part = {k: state[k].to(dtype).contiguous() for k in names[i * half:(i + 1) * half]}
        with torch.no_grad():
            for k, v in part.items():
                model.get_parameter(k).copy_(v.float())
        file = "model.safetensors" if len(dtypes) == 1 else f"model-{i + 1:05d}-of-{len(dtypes):05d}.safetensors"
        save_file(part, str(folder / file), metadata={"format": "pt"})
        weight_map |= {k: file for k in part}
    if len(dtypes) > 1:
        total = sum((folder / f).stat().st_size for f in set(weight_map.values()))
        (folder / "model.safetensors.index.json").write_text(
            json.dumps({"metadata": {"total_size": total}, "weight_map": weight_map}, indent=2) + "\n")


def load(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def sequences(count, vocab, seed):
    """Random token ids; the first `masked` labels of each are -100."""
    gen = torch.Generator().manual_seed(seed)
    lengths = [5, 12, 23, 40][:count]
    return [dict(ids=torch.randint(3, vocab, (n,), generator=gen).tolist(), masked=max(1, n // 3)) for n in lengths]


def nll(model, seq):
    """Sum of -log p over the unmasked labels (label t is predicted at t-1) and their count, with the logits."""
    ids = torch.tensor([seq["ids"]])
    logits = model(input_ids=ids).logits[0]
    logp = torch.log_softmax(logits[:-1], -1).gather(1, ids[0, 1:, None])[:, 0]
    keep = torch.arange(1, ids.shape[1]) >= seq["masked"]
    return -(logp * keep).sum(), int(keep.sum()), logits, logp


def batch_loss(model, seqs):
    """Mean over all unmasked labels of all sequences together."""
    parts = [nll(model, s)[:2] for s in seqs]
    return sum(p for p, _ in parts) / sum(c for _, c in parts)


def greedy(model, ids, new_tokens, eos):
    """Greedy continuation without the prompt, and the smallest gap between best and second logit on the way."""
    with torch.no_grad():
        out = model.generate(
            input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), do_sample=False,
            max_new_tokens=new_tokens, eos_token_id=eos, pad_token_id=0, bos_token_id=None, use_cache=True,
            output_logits=True, return_dict_in_generate=True)
    gap = min(float(t[0].topk(2).values.diff().abs()) for t in out.logits)
    return out.sequences[0, len(ids):].tolist(), gap


def lora_model(folder, rank, alpha, fill):
    config = LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=0.0, target_modules=LINEARS, bias="none",
                        task_type="CAUSAL_LM")
    model = get_peft_model(load(folder), config).eval()
    with torch.no_grad():
        for number, (name, p) in enumerate(lora_parameters(model)):
            p.copy_(fill(number, name, p))
    return model


def lora_parameters(model):
    """Name as in adapter_model.safetensors, parameter; sorted by name."""
    return sorted((n.replace(".default", ""), p) for n, p in model.named_parameters() if "lora_" in n)


def base_fixture(folder, out, count, eos=None):
    """Logits, losses and a greedy continuation of the bare model."""
    model = load(folder)
    seqs = sequences(count, model.config.vocab_size, seed=11)
    tensors, entries = {}, []
    with torch.no_grad():
        for i, s in enumerate(seqs):
            total, n, logits, logp = nll(model, s)
            tensors[f"logits.{i}"] = logits.contiguous()
            tokens, gap = greedy(model, s["ids"], 32, eos)
            entries.append(dict(ids=s["ids"], masked=s["masked"], loss=float(total) / n, labels=n,
                                logprobs=[float(x) for x in logp], greedy=tokens, greedy_gap=gap))
        loss = float(batch_loss(model, seqs))
    name = folder.name
    save_file(tensors, str(out / f"{name}.safetensors"))
    return model, seqs, dict(model=name, loss=loss, sequences=entries)


def tiny_lora(folder, out, seqs, golden):
    """peft folder, logits, loss, gradients and AdamW trajectories."""
    gen = torch.Generator().manual_seed(5)
    fill = lambda number, name, p: 0.3 * torch.randn(p.shape, generator=gen)
    model = lora_model(folder, 4, 8, fill)
    adapter = out / f"{folder.name}-lora"
    model.save_pretrained(str(adapter), safe_serialization=True)
    (adapter / "README.md").unlink(missing_ok=True)
    strip_paths(adapter / "adapter_config.json", folder.name)
    tensors, entries = {}, []
    with torch.no_grad():
        for i, s in enumerate(seqs):
            total, n, logits, _ = nll(model, s)
            tensors[f"logits.{i}"] = logits.contiguous()
            tokens, gap = greedy(model, s["ids"], 32, None)
            entries.append(dict(loss=float(total) / n, greedy=tokens, greedy_gap=gap))
    loss = batch_loss(model, seqs)
    loss.backward()
    for name, p in lora_parameters(model):
        tensors["grad." + name] = p.grad.clone()
    lora = dict(rank=4, alpha=8, loss=float(loss.detach()), sequences=entries, adamw=[])
    start = {n: p.detach().clone() for n, p in lora_parameters(model)}
    for decay in (0.01, 0.0):
        with torch.no_grad():
            for n, p in lora_parameters(model):
                p.copy_(start[n])
        optimizer = torch.optim.AdamW([p for _, p in lora_parameters(model)], lr=1e-3, betas=(0.9, 0.999), eps=1e-8,
                                      weight_decay=decay)
        losses = []
        for _ in range(5):
            optimizer.zero_grad()
            step_loss = batch_loss(model, seqs)
            step_loss.backward()
            optimizer.step()
            losses.append(float(step_loss.detach()))
        losses.append(float(batch_loss(model, seqs).detach()))
        key = f"adamw.{decay}."
        norm = 0.0
        for n, p in lora_parameters(model):
            tensors[key + n] = p.detach().clone()
            norm += float((p.detach().double() ** 2).sum())
        lora["adamw"].append(dict(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=decay, losses=losses,
                                  norm=norm ** 0.5))
    save_file(tensors, str(out / f"{folder.name}-lora.safetensors"))
    golden["lora"] = lora


def strip_paths(path, name):
    config = json.loads(path.read_text())
    config["base_model_name_or_path"] = name
    config["target_modules"] = sorted(config["target_modules"])
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def tiny_models(out):
    tiny_tokenizer(out / "tiny-llama")
    f32, bf16, f16 = torch.float32, torch.bfloat16, torch.float16
    theta = dict(rope_type="default", rope_theta=10000.0)
    plans = {
        "tiny-llama": (LlamaConfig(**SHAPE, head_dim=8, tie_word_embeddings=True, rope_parameters=theta), [f32]),
        "tiny-llama-untied": (LlamaConfig(**SHAPE, head_dim=8, tie_word_embeddings=False, rope_parameters=theta),
                              [f32, bf16]),
        "tiny-llama-rope3": (LlamaConfig(**SHAPE, head_dim=8, tie_word_embeddings=True,
                                         rope_parameters=LLAMA3_ROPE | dict(rope_theta=500000.0)), [f16]),
        "tiny-qwen2": (Qwen2Config(**SHAPE, tie_word_embeddings=True,
                                   rope_parameters=theta | dict(rope_theta=1000000.0)), [bf16]),
        "tiny-qwen3": (Qwen3Config(**SHAPE, head_dim=16, tie_word_embeddings=False, rope_parameters=theta), [f16]),
    }
    for seed, (name, (config, dtypes)) in enumerate(plans.items()):
        config._attn_implementation = "eager"
        folder = out / name
        save_model(lively(AutoModelForCausalLM.from_config(config).float(), 100 + seed), folder, dtypes)
        if name != "tiny-llama":
            for f in ("tokenizer.json", "tokenizer_config.json"):
                shutil.copy(out / "tiny-llama" / f, folder / f)
        full = name.startswith("tiny-llama") and name != "tiny-llama-rope3"
        _, seqs, golden = base_fixture(folder, out, 4 if full else 3)
        if full:
            tiny_lora(folder, out, seqs, golden)
        dump(out / f"{name}.json", golden)
        print(name, "loss", golden["loss"], "gaps", [round(s["greedy_gap"], 4) for s in golden["sequences"]])
    tok = AutoTokenizer.from_pretrained(out / "tiny-llama")
    dump(out / "tiny-llama-tokens.json", [dict(text=t, ids=tok.encode(t)) for t in CORPUS + MINIMIND_TEXTS])
    dump(out / "tiny-llama-template.json", template_cases(tok))


def template_cases(tok):
    cases = []
    for case in TEMPLATE_CASES:
        text = tok.apply_chat_template(case["messages"], tools=case.get("tools"), tokenize=False,
                                       add_generation_prompt=case["add_generation_prompt"], **case.get("extra", {}))
        cases.append(case | dict(rendered=text, ids=tok.encode(text, add_special_tokens=False)))
    return dict(chat_template=tok.chat_template, bos_token=tok.bos_token, eos_token=tok.eos_token, cases=cases)


def formula(number, count, scale):
    """Value i of LoRA matrix `number`: a 32-bit multiplicative hash, exact in f32 and simple to repeat elsewhere."""
    i = torch.arange(count, dtype=torch.int64)
    h = ((number * 1000003 + i) * 2654435761) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    return (((h >> 8).double() / 2 ** 24 - 0.5) * scale).float()


def minimind_fixture(folder, out):
    tok = AutoTokenizer.from_pretrained(folder)
    model = load(folder)
    columns = list(range(0, model.config.vocab_size, 401))
    seqs, entries, tensors = [], [], {}
    with torch.no_grad():
        for i, text in enumerate(MINIMIND_TEXTS):
            ids = tok.encode(text)
            seq = dict(ids=ids, masked=max(1, len(ids) // 3))
            seqs.append(seq)
            total, n, logits, logp = nll(model, seq)
            tensors[f"columns.{i}"] = logits[:, columns].contiguous()
            if i < 4:
                tensors[f"last.{i}"] = logits[-1].contiguous()
            entries.append(dict(text=text, **seq, loss=float(total) / n, labels=n, logprobs=[float(x) for x in logp]))
        loss = float(batch_loss(model, seqs))
    scale = 0.08
    lora = lora_model(folder, 2, 4, lambda number, name, p: formula(number, p.numel(), scale).view(p.shape))
    lora_loss = batch_loss(lora, seqs)
    lora_loss.backward()
    gradients = []
    for number, (name, p) in enumerate(lora_parameters(lora)):
        g = p.grad.flatten()
        index = [(j * (g.numel() // 8) + 3 * j) % g.numel() for j in range(8)]
        gradients.append(dict(name=name, number=number, norm=float(g.double().norm()), index=index,
                              value=[float(g[j]) for j in index]))
    with torch.no_grad():
        for i, seq in enumerate(seqs):
            tensors[f"lora_columns.{i}"] = nll(lora, seq)[2][:, columns].contiguous()
    save_file(tensors, str(out / "minimind.safetensors"))
    dump(out / "minimind.json", dict(
        model="minimind2-small", loss=loss, columns=columns, sequences=entries,
        lora=dict(rank=2, alpha=4, scale=scale, loss=float(lora_loss.detach()), gradients=gradients)))
    print("minimind loss", loss, "with adapter", float(lora_loss.detach()))
    prompts = []
    for p in GREEDY_PROMPTS:
        text = tok.apply_chat_template(p["messages"], tools=p.get("tools"), tokenize=False, add_generation_prompt=True)
        ids = tok.encode(text, add_special_tokens=False)
        tokens, gap = greedy(model, ids, 64, 2)
        prompts.append(p | dict(rendered=text, ids=ids, greedy=tokens, greedy_gap=gap, answer=tok.decode(tokens)))
        print(round(gap, 5), len(ids), repr(prompts[-1]["answer"][:90]))
    dump(out / "minimind-greedy.json", prompts)
    dump(out / "minimind-template.json", template_cases(tok))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minimind", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(0)
    args.out.mkdir(parents=True, exist_ok=True)
    tiny_models(args.out)
    if args.minimind:
        minimind_fixture(args.minimind, args.out)


if __name__ == "__main__":
    main()
