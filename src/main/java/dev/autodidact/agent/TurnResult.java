package dev.autodidact.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What came of a turn.
 *
 * @param reply the agent's answer
 * @param conversation the conversation
 * @param message the answer's id, for feedback
 * @param model the base model's id
 * @param adapter the adapter version that answered, null for the bare base model
 * @param policy the policy version that wrote the turn's self-edit under that adapter, null where none did
 * @param toolCalls the tools called on the way
 * @param sources what stood before the model beside the message: earlier turns, remembered entries, taught weights
 * @param usage tokens
 * @param stopped whether somebody ended it before the answer was whole
 */
public record TurnResult(
        String reply,
        String conversation,
        UUID message,
        String model,
        String adapter,
        String policy,
        List<Call> toolCalls,
        List<Source> sources,
        Usage usage,
        boolean stopped) {

    /**
     * A tool call and its result.
     *
     * @param name the tool
     * @param arguments as the model wrote them
     * @param result what came of it
     */
    public record Call(String name, JsonNode arguments, JsonNode result) {}

    /**
     * Something that the answer may rest on.
     *
     * @param kind {@code window}, {@code memory} or {@code weights}
     * @param entry the remembered entry ({@code memory})
     * @param text its text ({@code memory})
     * @param messages earlier messages that the model saw ({@code window})
     * @param cut whether older ones were left out ({@code window})
     * @param adapter the adapter version ({@code weights})
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Source(String kind, UUID entry, String text, Integer messages, Boolean cut, String adapter) {

        /**
         * All of a turn.
         *
         * @param earlier how many earlier messages the model saw
         * @param cut whether older ones were left out
         * @param recalled remembered entries
         * @param adapter the version that answered, or null
         */
        static List<Source> all(int earlier, boolean cut, Collection<Source> recalled, String adapter) {
            List<Source> sources = new ArrayList<>();
            if (earlier > 0) {
                sources.add(new Source("window", null, null, earlier, cut, null));
            }
            sources.addAll(recalled);
            if (adapter != null) {
                sources.add(new Source("weights", null, null, null, null, adapter));
            }
            return sources;
        }

        static Source memory(UUID entry, String text) {
            return new Source("memory", entry, text, null, null, null);
        }
    }

    /**
     * Tokens of all model calls of the turn.
     *
     * @param promptTokens read
     * @param completionTokens written
     * @param totalTokens both
     */
    public record Usage(int promptTokens, int completionTokens, int totalTokens) {}
}
