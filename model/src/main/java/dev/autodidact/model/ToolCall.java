package dev.autodidact.model;

import java.util.Objects;

/**
 * A tool call written by the model: the tool's name and its arguments as the text of one JSON object.
 *
 * @param name the tool's name
 * @param argumentsJson a JSON object, e.g. {@code {"city":"Oslo"}}
 */
public record ToolCall(String name, String argumentsJson) {
    public ToolCall {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(argumentsJson, "argumentsJson");
    }
}
