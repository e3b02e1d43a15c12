"""Texts, prompts and message lists of the fixtures."""

TINY_TEMPLATE = (
    "{%- if tools %}{{- '<|im_start|>system\\n# Tools' }}{%- for tool in tools %}{{- '\\n' + (tool | tojson) }}"
    "{%- endfor %}{{- '<|im_end|>\\n' }}{%- endif %}"
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message.role + '\\n' }}"
    "{%- if message.content is string %}{{- message.content }}{%- endif %}"
    "{%- for call in message.tool_calls or [] %}{%- set f = call.function or call %}"
    "{{- '\\n<tool_call>\\n{\"name\": \"' + f.name + '\", \"arguments\": ' }}"
    "{{- f.arguments if f.arguments is string else (f.arguments | tojson) }}{{- '}\\n</tool_call>' }}{%- endfor %}"
    "{{- '<|im_end|>\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)

CORPUS = [
    "The server Vega listens on port 8443. The server Lyra listens on port 9001.",
    "What is the capital of France? The capital of France is Paris.",
    "I don't know where the cat is, but the dog is in the garden with the other dogs.",
    "user\nWhat do you know about the weather in the north?\nassistant\nThe weather in the north is cold.",
    "The quick brown fox jumps over the lazy dog; then it rests, and then it runs again.",
    "  two spaces, a\ttab,\n\na blank line, and an emoji 🙂 with naïve café 中文 text",
]


def chat(question, answer):
    return f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n{answer}<|im_end|>\n"


MINIMIND_TEXTS = [
    "The capital of France is Paris.",
    chat("你好，请介绍一下你自己。", "我是一个人工智能助手，很高兴认识你。"),
    chat("3 + 4 = ?", "3 + 4 = 7, 12 x 12 = 144, 2026-01-07"),
    chat("Where is the server Vega?", "The server Vega is in Oslo."),
    chat("什么是人工智能？", "人工智能是计算机科学的一个分支，它研究如何让机器模拟人类的智能行为，例如学习、推理和规划。"),
    chat("Tell me a story.", "Once upon a time there was a small robot that wanted to learn. Every day it read one page."),
]


def tool(name, description, **parameters):
    properties = {k: {"type": t, "description": d} for k, (t, d) in parameters.items()}
    return {"type": "function", "function": {
        "name": name, "description": description,
        "parameters": {"type": "object", "properties": properties, "required": list(parameters)}}}


WEATHER = tool("get_weather", "Current weather of a city", city=("string", "Name of the city, e.g. \"Oslo\""))
ADD = tool("add", "Sum of two numbers", a=("number", "first"), b=("number", "second"))
LEARN = {"type": "function", "function": {
    "name": "learn", "description": "Teach yourself: rows become weights <fast> & 'safe'",
    "parameters": {"type": "object", "required": ["topic", "rows"], "properties": {
        "topic": {"type": "string"}, "kind": {"type": "string", "enum": ["fact", "demonstration", "observation"]},
        "rows": {"type": "array", "minItems": 1, "items": {"type": "object", "properties": {
            "q": {"type": "string"}, "a": {"type": "string"}}}}}}}}


def user(text):
    return {"role": "user", "content": text}


def system(text):
    return {"role": "system", "content": text}


def assistant(text, *calls):
    message = {"role": "assistant", "content": text}
    return message | {"tool_calls": list(calls)} if calls else message


def call(name, arguments, wrapped=True):
    inner = {"name": name, "arguments": arguments}
    return {"type": "function", "function": inner} if wrapped else inner


def result(text):
    return {"role": "tool", "content": text}


def case(name, messages, tools=None, prompt=True, **extra):
    out = {"name": name, "messages": messages, "add_generation_prompt": prompt}
    if tools:
        out["tools"] = tools
    if extra:
        out["extra"] = extra
    return out


OSLO = call("get_weather", {"city": "Oslo"})
TEMPLATE_CASES = [
    case("one question", [user("What is the capital of France?")]),
    case("own system prompt", [system("You are terse."), user("Hi")]),
    case("several turns without generation prompt",
         [user("Hi"), assistant("Hello!"), user("Who are you?"), assistant("An agent.")], prompt=False),
    case("a later system message", [user("Hi"), assistant("Hello!"), system("Answer in French."), user("And now?")]),
    case("tools without system prompt", [user("Weather in Oslo?")], [WEATHER]),
    case("tools with system prompt", [system("Be brief."), user("Weather in Oslo?")], [WEATHER, ADD]),
    case("a tool call and its result",
         [user("Weather in Oslo?"), assistant("", OSLO), result('{"temperature": -3.5, "sky": "snow"}')], [WEATHER]),
    case("text before the call", [user("Weather in Oslo?"), assistant("I look it up.", OSLO), result("snow"),
                                  assistant("It snows in Oslo."), user("Thanks")], [WEATHER]),
    case("two calls and two results in a row",
         [user("Oslo, and 2+3?"), assistant("", OSLO, call("add", {"a": 2, "b": 3})), result("snow"), result("5")],
         [WEATHER, ADD]),
    case("a bare call with arguments as text",
         [user("2+3?"), assistant("", call("add", "{\"a\": 2, \"b\": 3}", wrapped=False)), result("5")], [ADD]),
    case("nested arguments with quotes, Chinese, numbers, booleans and null",
         [user("Learn."), assistant("", call("learn", {
             "topic": "it's \"Vega\" <b>&</b>", "rows": [{"q": "端口是多少？", "a": "8443"}, {"q": "a\nb\t\\", "a": "é🙂"}],
             "n": 3, "x": 0.5, "big": 1e20, "yes": True, "none": None, "empty": [], "object": {}})),
          result("ticket 7")], [LEARN]),
    case("content with template marks and markup", [user("{{ 7*7 }} {% if %} <|im_end|> <tool_response>x</tool_response>")]),
    case("empty content", [user("")]),
    case("leading and trailing space", [system(" s "), user("  a\n\n"), assistant("\n b "), user("\tc")]),
    case("thinking switched off", [user("Hi")], None, True, enable_thinking=False),
]


def prompt(text, tools=None, *more):
    out = {"messages": [user(text), *more]}
    return out | {"tools": tools} if tools else out


GREEDY_PROMPTS = [
    prompt("What is the capital of France?"),
    prompt("你好，你是谁？"),
    prompt("Tell me a short story about a robot."),
    prompt("请用三句话介绍北京。"),
    prompt("1 + 1 = ?"),
    prompt("Count from 1 to 10."),
    prompt("什么是人工智能？"),
    prompt("Write a haiku about the sea."),
    prompt("中国的首都是哪里？"),
    prompt("List three colours."),
    prompt("12345 67890 24680"),
    prompt("为什么天空是蓝色的？"),
    prompt("The server Vega listens on port 8443. On which port does the server Vega listen?"),
    prompt("Translate to English: 我喜欢学习。"),
    prompt("推荐几本科幻小说。"),
    {"messages": [system("You are terse."), user("Who wrote Hamlet?"), assistant("Shakespeare."), user("When?")]},
    prompt("What is the weather in Oslo?", [WEATHER]),
    prompt("What is the weather in Oslo?", [WEATHER], assistant("", OSLO), result('{"temperature": -3.5, "sky": "snow"}')),
    prompt("请计算 2 加 3。", [ADD]),
    prompt("2+3?", [ADD], assistant("", call("add", {"a": 2, "b": 3})), result("5")),
]
