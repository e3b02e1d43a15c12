package dev.autodidact.sft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tool call that a demonstration shows.
 *
 * @param name the tool's name
 * @param arguments its arguments, in their order
 */
public record RowCall(String name, Map<String, Object> arguments) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Keeps the order of the arguments: the row is trained letter by letter. */
    public RowCall {
        arguments = arguments == null ? Map.of() : new LinkedHashMap<>(arguments);
    }

    /** The arguments as one JSON object. */
    String json() {
        try {
            return JSON.writeValueAsString(arguments);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("arguments cannot be written as JSON: " + arguments, e);
        }
    }
}
