package dev.autodidact.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.model.ToolCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Tool calls in the text that a model wrote, in the Qwen/Hermes form
 * {@code <tool_call>{"name":…,"arguments":{…}}</tool_call>} or, as Llama 3 writes them, as a text that is one JSON object
 * with {@code name} and {@code parameters}.
 */
sealed interface ToolCallText {

    String OPEN = "<tool_call>";
    String CLOSE = "</tool_call>";
    ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** No call. */
    record Plain(String text) implements ToolCallText {}

    /** One or more calls, and what was said before them (may be empty). */
    record Calls(String text, List<ToolCall> calls) implements ToolCallText {}

    /** A call that cannot be read, and why: a sentence for the model. */
    record Malformed(String reason) implements ToolCallText {}

    /** Reads a text. */
    static ToolCallText parse(String text) {
        int open = text.indexOf(OPEN);
        if (open < 0) {
            return llama(text);
        }
        List<ToolCall> calls = new ArrayList<>();
        for (int from = open; from >= 0; from = text.indexOf(OPEN, from)) {
            int start = from + OPEN.length();
            int close = text.indexOf(CLOSE, start);
            if (close < 0) {
                return new Malformed("the call is not closed with " + CLOSE);
            }
            try {
                calls.add(call(JSON.readTree(text.substring(start, close)), "arguments"));
            } catch (JsonProcessingException e) {
                return new Malformed("the call is not valid JSON: " + e.getOriginalMessage());
            } catch (IllegalArgumentException e) {
                return new Malformed(e.getMessage());
            }
            from = close;
        }
        return new Calls(text.substring(0, open).strip(), calls);
    }

    private static ToolCallText llama(String text) {
        String trimmed = text.strip();
        if (!trimmed.startsWith("{") || !trimmed.contains("\"parameters\"")) {
            return new Plain(text);
        }
        try {
            return new Calls("", List.of(call(JSON.readTree(trimmed), "parameters")));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return new Plain(text);
        }
    }

    private static ToolCall call(JsonNode node, String key) {
        if (!node.path("name").isTextual() || !node.path(key).isObject()) {
            throw new IllegalArgumentException(
                    "the call must be an object with a text \"name\" and an object \"" + key + "\"");
        }
        return new ToolCall(node.get("name").textValue(), node.get(key).toString());
    }
}
