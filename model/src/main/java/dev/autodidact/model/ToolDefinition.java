package dev.autodidact.model;

import java.util.Objects;

/**
 * A tool as it is offered to the model.
 *
 * @param name the tool's name
 * @param description what the tool does, in a sentence for the model
 * @param parametersJson the arguments' JSON Schema, a JSON object; its key order is kept in the prompt
 */
public record ToolDefinition(String name, String description, String parametersJson) {
    public ToolDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(parametersJson, "parametersJson");
    }
}
