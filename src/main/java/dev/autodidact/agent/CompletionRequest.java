package dev.autodidact.agent;

import java.util.List;

/**
 * A conversation to be continued once, as it is: no agent loop, no stored history.
 *
 * @param model who answers
 * @param messages the conversation
 * @param tools what the answer may call; the caller carries it out
 * @param temperature 0 for the most probable token always, null for the default
 * @param topP nucleus mass, null for the default
 * @param seed seed of the choice of tokens
 * @param maxTokens tokens of the answer at most, null for the default
 * @param stop texts before which the answer ends
 * @param topLogprobs alternatives told beside each token, -1 for no log-probabilities
 * @param form what the answer must look like, null for free text
 */
public record CompletionRequest(
        ServedModel model,
        List<Message> messages,
        List<Tool> tools,
        Double temperature,
        Double topP,
        long seed,
        Integer maxTokens,
        List<String> stop,
        int topLogprobs,
        AnswerForm form) {

    /**
     * A message of the conversation.
     *
     * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
     * @param content the text
     * @param calls the calls of an assistant's message
     */
    public record Message(String role, String content, List<Call> calls) {}

    /**
     * A tool call.
     *
     * @param name the tool
     * @param arguments a JSON object as text
     */
    public record Call(String name, String arguments) {}

    /**
     * A tool.
     *
     * @param name its name
     * @param description what it does
     * @param parametersJson JSON Schema of its arguments
     */
    public record Tool(String name, String description, String parametersJson) {}

    /** The same with another seed: one more answer to the same question. */
    public CompletionRequest withSeed(long another) {
        return new CompletionRequest(
                model, messages, tools, temperature, topP, another, maxTokens, stop, topLogprobs, form);
    }
}
