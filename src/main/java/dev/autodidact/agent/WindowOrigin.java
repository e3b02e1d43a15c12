package dev.autodidact.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.autodidact.model.ToolCallParser;
import dev.autodidact.sft.LedgerTrust;
import dev.autodidact.sft.TeachingBounds;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where a call's rows come from, judged by what the model had before it. Output of a tool after the person's last message
 * taints the call. Older output taints it too where an answer stands in that output and in no message of the person.
 *
 * @param trust who vouches for the rows
 * @param source the text they come from
 * @param told whether one of the rows' answers has a word of what stood before the model, or is just yes or no: rows of
 *     which nothing was told are made up
 */
record WindowOrigin(LedgerTrust trust, String source, boolean told) {

    private static final Set<String> PLAIN = Set.of("yes", "no", "true", "false");

    /**
     * Judges a call.
     *
     * @param window what the model saw, in order
     * @param question the person's message of this turn
     * @param rows the rows of the call, any JSON
     * @param recalled texts of the memory that were put before the model: what stands in them only is not new
     * @param outputOrigin what the output of a tool of this name counts as; empty for the runtime's own words
     */
    static WindowOrigin of(
            List<ChatMessage> window,
            String question,
            JsonNode rows,
            List<String> recalled,
            Function<String, Optional<LedgerTrust>> outputOrigin) {
        boolean told = told(window, question, rows, recalled, outputOrigin);
        WindowOrigin tainted = null;
        for (int i = window.size() - 1; i >= 0; i--) {
            if (!(window.get(i) instanceof ToolExecutionResultMessage output)) {
                continue;
            }
            Optional<LedgerTrust> origin = outputOrigin.apply(output.toolName());
            if (origin.isPresent() && (i > lastQuestion(window) || carries(output.text(), rows, window))) {
                // a page outweighs a tool: the agent's policy must trust the lesser of both
                if (tainted == null || tainted.trust == LedgerTrust.TOOL && origin.get() == LedgerTrust.WEB) {
                    tainted = new WindowOrigin(origin.get(), shorten(output.text()), told);
                }
            }
        }
        if (tainted == null && carries(String.join("\n", recalled), rows, window)) {
            tainted = new WindowOrigin(LedgerTrust.TOOL, shorten(String.join("\n", recalled)), told);
        }
        return tainted == null ? new WindowOrigin(LedgerTrust.USER, question, told) : tainted;
    }

    /** What a call wants to keep: rows to learn, or a text to remember. */
    static JsonNode kept(JsonNode arguments) {
        return arguments.has("rows")
                ? arguments.get("rows")
                : JsonNodeFactory.instance.arrayNode().add(arguments);
    }

    private static boolean told(
            List<ChatMessage> window,
            String question,
            JsonNode rows,
            List<String> recalled,
            Function<String, Optional<LedgerTrust>> outputOrigin) {
        Set<String> before = new HashSet<>(PLAIN);
        Stream.concat(Stream.of(question), recalled.stream()).forEach(text -> before.addAll(single(text)));
        for (ChatMessage message : window) {
            switch (message) {
                case UserMessage said -> before.addAll(single(said.singleText()));
                // a call is what is being judged, and the runtime's word about one repeats it
                case AiMessage own
                when own.text() != null
                        && !own.hasToolExecutionRequests()
                        && ToolCallParser.parse(own.text()).toolCalls().isEmpty() -> before.addAll(single(own.text()));
                case ToolExecutionResultMessage output
                when outputOrigin.apply(output.toolName()).isPresent() -> before.addAll(single(output.text()));
                default -> {}
            }
        }
        return answers(rows).map(WindowOrigin::single).anyMatch(answer -> !Collections.disjoint(answer, before));
    }

    private static List<String> single(String text) {
        return List.of(words(text).strip().split(" "));
    }

    private static int lastQuestion(List<ChatMessage> window) {
        int last = window.size() - 1;
        while (last >= 0 && !(window.get(last) instanceof UserMessage)) {
            last--;
        }
        return last;
    }

    private static boolean carries(String output, JsonNode rows, List<ChatMessage> window) {
        String text = words(output);
        List<String> said = window.stream()
                .filter(UserMessage.class::isInstance)
                .map(message -> words(((UserMessage) message).singleText()))
                .toList();
        return answers(rows)
                .map(WindowOrigin::words)
                .filter(answer -> !answer.isBlank())
                .anyMatch(answer -> text.contains(answer) && said.stream().noneMatch(told -> told.contains(answer)));
    }

    private static Stream<String> answers(JsonNode rows) {
        return rows.valueStream()
                .flatMap(row -> Stream.of(row.path("a"), row.path("text")))
                .filter(JsonNode::isValueNode)
                .map(JsonNode::asText);
    }

    /** Lower case, single blanks, a blank at both ends, so that words are compared whole. */
    private static String words(String text) {
        return " "
                + text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}]+", " ")
                        .strip() + " ";
    }

    private static String shorten(String text) {
        return text.length() <= TeachingBounds.MAX_SOURCE_CHARS
                ? text
                : text.substring(0, TeachingBounds.MAX_SOURCE_CHARS);
    }
}
