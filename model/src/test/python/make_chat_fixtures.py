"""Records what transformers renders for the chat templates in model/src/test/resources/fixtures/chat.

    python make_chat_fixtures.py FOLDER

Each NAME.jinja in FOLDER is rendered over the same conversations; NAME.json receives the texts, or the errors that the
template raises. Packages used: transformers, jinja2.
"""

import json
import sys
from pathlib import Path

from jinja2.exceptions import TemplateError
from transformers.utils.chat_template_utils import render_jinja_template

WEATHER = {"type": "function", "function": {
    "name": "get_weather", "description": "Weather of a city <b>&'\"</b>",
    "parameters": {"type": "object", "properties": {
        "city": {"type": "string", "description": "e.g. \"Oslo\" or 北京 🌦"},
        "days": {"type": ["integer", "null"], "minimum": 1, "maximum": 1e20, "default": 0.5}},
        "required": ["city"]}}}
LEARN = {"type": "function", "function": {
    "name": "learn", "description": "Learn rows",
    "parameters": {"type": "object", "properties": {"rows": {"type": "array", "items": {"type": "object"}}},
                   "required": [], "additionalProperties": False}}}


def user(text):
    return {"role": "user", "content": text}


def assistant(text, *calls):
    turn = {"role": "assistant", "content": text}
    if calls:
        turn["tool_calls"] = [{"type": "function", "function": {"name": n, "arguments": a}} for n, a in calls]
    return turn


def system(text):
    return {"role": "system", "content": text}


def tool(text):
    return {"role": "tool", "content": text}


ROWS = {"topic": "it's \"Vega\"", "rows": [{"q": "端口？", "a": "8443"}, {"q": "a\nb\t\\", "a": "é🙂"}], "n": 3, "x": 0.5,
        "yes": True, "none": None, "empty": [], "object": {}}
CASES = [
    ("a question", [user("Hi")], None, True),
    ("emoji, Chinese, CRLF and template marks", [user("👩‍👩‍👧 你好\r\n{{ 7 * 7 }} {% if %} {# x #}\r\n")], None, True),
    ("the words false and none", [user("false"), assistant("none"), user("0")], None, True),
    ("a system text with space around", [system("  Be brief.\n"), user("\tHi \n")], None, True),
    ("several turns", [system("S"), user("a"), assistant("b"), user("c"), assistant("d")], None, False),
    ("empty texts", [user(""), assistant(""), user("")], None, True),
    ("tools", [user("Weather in Oslo?")], [WEATHER, LEARN], True),
    ("tools and a system text", [system("Be brief."), user("Weather in Oslo?")], [WEATHER], True),
    ("a call", [user("Oslo?"), assistant("", ("get_weather", {"city": "Oslo", "days": None})), tool("{\"t\": -3.5}"),
                assistant("Cold."), user("Thanks")], [WEATHER], True),
    ("text before a call with all kinds of values", [user("Learn."), assistant("I learn.\n", ("learn", ROWS)),
                                                    tool("ok")], [LEARN], True),
    ("two calls and two results", [user("?"), assistant("", ("get_weather", {"city": "A"}), ("learn", {"rows": []})),
                                   tool("snow"), tool("ok")], [WEATHER, LEARN], True),
    ("roles that do not alternate", [user("a"), user("b")], None, True),
]


def main():
    for path in sorted(Path(sys.argv[1]).glob("*.jinja")):
        source = path.read_text(encoding="utf-8")
        recorded = []
        for name, messages, tools, prompt in CASES:
            case = {"name": name, "messages": messages, "tools": tools, "add_generation_prompt": prompt}
            try:
                case["rendered"] = render_jinja_template([messages], tools=tools, chat_template=source, bos_token="<s>",
                                                         eos_token="</s>", add_generation_prompt=prompt)[0][0]
            except TemplateError as error:
                case["error"] = str(error)
            recorded.append(json.dumps(case, ensure_ascii=False))
        path.with_suffix(".json").write_text("[\n" + ",\n".join(recorded) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
