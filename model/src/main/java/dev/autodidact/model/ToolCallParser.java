package dev.autodidact.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the tool calls in an assistant's reply.
 *
 * <p>Three forms are known: any number of {@code <tool_call>{"name":…,"arguments":{…}}</tool_call>} among text (Hermes,
 * Qwen; the last closing tag may be missing if the JSON is complete), a reply that is nothing but
 * {@code {"name":…,"parameters":{…}}} (Llama 3; several are parted by {@code ;}, {@code <|python_tag|>} may stand in
 * front), and {@code [TOOL_CALLS]} with a JSON list of calls, or with {@code name[ARGS]{…}}, behind any text (Mistral).
 * Each form takes {@code arguments} or {@code parameters}. A reply that is JSON but no call stays text. Text
 * in {@code <think>} blocks is kept apart, and calls in it are not calls. At most 64 calls are read.
 */
public final class ToolCallParser {
    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";
    private static final String THINK = "<think>";
    private static final String THOUGHT = "</think>";
    private static final String PYTHON_TAG = "<|python_tag|>";
    private static final int MOST_CALLS = 64;
    private static final Pattern LOOKS_LIKE_A_CALL =
            Pattern.compile("\\{\\s*\"(name|type)\"\\s*:.*\"(name|parameters|arguments)\"\\s*:.*", Pattern.DOTALL);

    private final String reply;
    private final StringBuilder text = new StringBuilder();
    private final List<String> reasoning = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private int at;
    private int number;

    private ToolCallParser(String reply) {
        this.reply = reply;
    }

    /** Takes a reply apart; never throws for what the model wrote. */
    public static ParsedReply parse(String assistantText) {
        ToolCallParser parser = new ToolCallParser(assistantText);
        parser.run();
        boolean untouched = parser.reasoning.isEmpty() && parser.number == 0;
        String text =
                untouched ? parser.text.toString() : parser.text.toString().strip();
        return new ParsedReply(text, String.join("\n", parser.reasoning), parser.calls, parser.errors);
    }

    private void run() {
        startInsideThought();
        while (at < reply.length()) {
            if (number == MOST_CALLS) {
                errors.add("the reply has more than " + MOST_CALLS + " tool calls; the rest of it was not read");
                return;
            }
            int call = indexOf(OPEN);
            int thought = indexOf(THINK);
            int next = Math.min(call, thought);
            plain(reply.substring(at, next));
            at = next;
            if (at < reply.length()) {
                if (next == thought) {
                    think();
                } else {
                    taggedCall();
                }
            }
        }
        if (number == 0) {
            int mark = text.indexOf(MistralCalls.MARK);
            if (mark >= 0) {
                String calls = text.substring(mark);
                text.setLength(mark);
                MistralCalls.split(calls).forEach(this::next);
            } else {
                bareCalls();
            }
        }
    }

    private void next(String json) {
        if (++number <= MOST_CALLS) {
            read(json);
        } else if (number == MOST_CALLS + 1) {
            errors.add("the reply has more than " + MOST_CALLS + " tool calls; the rest of it was not read");
        }
    }

    /** Some templates open the thought in the prompt, so that the reply has its end only. */
    private void startInsideThought() {
        int end = indexOf(THOUGHT);
        if (end < reply.length() && end < indexOf(THINK) && end < indexOf(OPEN)) {
            reasoning.add(reply.substring(0, end).strip());
            at = end + THOUGHT.length();
        }
    }

    private int indexOf(String mark) {
        int found = reply.indexOf(mark, at);
        return found < 0 ? reply.length() : found;
    }

    private void think() {
        at += THINK.length();
        int end = indexOf(THOUGHT);
        reasoning.add(reply.substring(at, end).strip());
        at = Math.min(reply.length(), end + THOUGHT.length());
    }

    private void plain(String part) {
        int stray = part.indexOf(CLOSE);
        if (stray >= 0) {
            number++;
            errors.add("tool call " + number + ": the reply has " + CLOSE + " without " + OPEN + " in front of it");
        }
        text.append(part.replace(CLOSE, ""));
    }

    private void taggedCall() {
        number++;
        at += OPEN.length();
        int start = at + leadingSpace(at);
        int end = CallJson.endOfObject(reply, start);
        if (end < 0) { // no object, or one that does not end: all up to the tag is the malformed call
            int close = indexOf(CLOSE);
            int stop = Math.min(close, indexOf(OPEN));
            read(reply.substring(Math.min(start, stop), stop).strip());
            at = close == stop ? Math.min(reply.length(), close + CLOSE.length()) : stop;
            return;
        }
        at = end + leadingSpace(end);
        boolean closed = reply.startsWith(CLOSE, at);
        if (closed || at == reply.length() || reply.startsWith(OPEN, at)) {
            read(reply.substring(start, end));
            at += closed ? CLOSE.length() : 0;
            return;
        }
        int stop = Math.min(indexOf(CLOSE), indexOf(OPEN));
        errors.add("tool call " + number + ": expected " + CLOSE + " behind the JSON object, found "
                + CallJson.excerpt(reply.substring(at, stop)));
        at = reply.startsWith(CLOSE, stop) ? stop + CLOSE.length() : stop;
    }

    private int leadingSpace(int from) {
        int i = from;
        while (i < reply.length() && Character.isWhitespace(reply.charAt(i))) {
            i++;
        }
        return i - from;
    }

    private void bareCalls() {
        String whole = text.toString().strip();
        boolean marked = whole.startsWith(PYTHON_TAG);
        String rest = marked ? whole.substring(PYTHON_TAG.length()).strip() : whole;
        if (!marked && !LOOKS_LIKE_A_CALL.matcher(rest).matches()) {
            return;
        }
        List<String> objects = new ArrayList<>();
        while (!rest.isEmpty()) {
            int end = CallJson.endOfObject(rest, 0);
            String object = end < 0 ? rest : rest.substring(0, end);
            if (!marked && end >= 0 && !CallJson.isCall(object)) {
                return; // an answer that is JSON
            }
            objects.add(object);
            rest = end < 0 ? "" : rest.substring(end).strip();
            if (rest.startsWith(";")) {
                rest = rest.substring(1).strip();
            } else if (!rest.isEmpty() && !marked) {
                return; // text that begins with JSON
            }
        }
        text.setLength(0);
        objects.forEach(this::next);
    }

    private void read(String json) {
        try {
            calls.add(CallJson.read(json));
        } catch (IllegalArgumentException e) {
            errors.add("tool call " + number + ": " + e.getMessage());
        }
    }
}
