package dev.autodidact.agent;

import java.util.List;

/** What an answer must look like; the model's choice of tokens is held to it. */
public sealed interface AnswerForm {

    /**
     * JSON that fits a schema.
     *
     * @param schemaJson JSON Schema as text
     */
    record Json(String schemaJson) implements AnswerForm {}

    /** Any JSON object. */
    record JsonObject() implements AnswerForm {}

    /**
     * A call of one of these tools.
     *
     * @param tools names
     */
    record Call(List<String> tools) implements AnswerForm {

        public Call {
            tools = List.copyOf(tools);
        }
    }
}
