package dev.autodidact.web.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.agent.CompletionAnswer;
import dev.autodidact.agent.CompletionRequest;
import dev.autodidact.agent.ServedModel;
import dev.autodidact.agent.TokenChoice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The JSON of one chat completion: the whole answer, or its chunks. */
final class ChatCompletionJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The field by which other servers tell thoughts, too. */
    private static final String REASONING = "reasoning_content";

    private final ServedModel model;
    private final boolean logprobs;
    private final String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    private final long created = Instant.now().getEpochSecond();

    ChatCompletionJson(ServedModel model, boolean logprobs) {
        this.model = model;
        this.logprobs = logprobs;
    }

    /** The whole answer. */
    ObjectNode whole(List<CompletionAnswer> answers, List<List<TokenChoice>> tokens) {
        ObjectNode json = head("chat.completion");
        ArrayNode choices = json.putArray("choices");
        for (int i = 0; i < answers.size(); i++) {
            CompletionAnswer answer = answers.get(i);
            ObjectNode choice = choices.addObject().put("index", i);
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            boolean called = !answer.calls().isEmpty();
            if (called && answer.content().isEmpty()) {
                message.putNull("content");
            } else {
                message.put("content", answer.content());
            }
            if (!answer.reasoning().isEmpty()) {
                message.put(REASONING, answer.reasoning());
            }
            message.putNull("refusal");
            if (called) {
                message.set("tool_calls", calls(answer.calls(), false));
            }
            choice.set("logprobs", logprobs ? logprobs(tokens.get(i)) : JSON.nullNode());
            choice.put("finish_reason", finish(answer));
        }
        json.set("usage", usage(answers));
        return json;
    }

    /** The first chunk of an answer. */
    ObjectNode opening(int index) {
        return chunk(index, JSON.objectNode().put("role", "assistant").put("content", ""), List.of(), null);
    }

    /** A piece of text. */
    ObjectNode text(int index, String text, List<TokenChoice> tokens) {
        return chunk(index, JSON.objectNode().put("content", text), tokens, null);
    }

    /** A piece of what the model thinks before it answers. */
    ObjectNode thought(int index, String text, List<TokenChoice> tokens) {
        return chunk(index, JSON.objectNode().put(REASONING, text), tokens, null);
    }

    /** The calls of an answer. */
    ObjectNode calls(int index, List<CompletionRequest.Call> calls) {
        ObjectNode delta = JSON.objectNode();
        delta.set("tool_calls", calls(calls, true));
        return chunk(index, delta, List.of(), null);
    }

    /** The last chunk of an answer. */
    ObjectNode closing(int index, CompletionAnswer answer) {
        return chunk(index, JSON.objectNode(), List.of(), finish(answer));
    }

    /** The chunk behind all answers that says what they took. */
    ObjectNode usageChunk(List<CompletionAnswer> answers) {
        ObjectNode json = head("chat.completion.chunk");
        json.putArray("choices");
        json.set("usage", usage(answers));
        return json;
    }

    private ObjectNode head(String object) {
        return JSON.objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model.root())
                .put("system_fingerprint", model.fingerprint());
    }

    private ObjectNode chunk(int index, ObjectNode delta, List<TokenChoice> tokens, String finish) {
        ObjectNode json = head("chat.completion.chunk");
        ObjectNode choice = json.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.set("logprobs", logprobs && !tokens.isEmpty() ? logprobs(tokens) : JSON.nullNode());
        choice.put("finish_reason", finish);
        return json;
    }

    private static ArrayNode calls(List<CompletionRequest.Call> calls, boolean indexed) {
        ArrayNode list = JSON.arrayNode();
        for (int i = 0; i < calls.size(); i++) {
            ObjectNode call = list.addObject();
            if (indexed) {
                call.put("index", i);
            }
            call.put(
                            "id",
                            "call_"
                                    + UUID.randomUUID()
                                            .toString()
                                            .replace("-", "")
                                            .substring(0, 24))
                    .put("type", "function")
                    .putObject("function")
                    .put("name", calls.get(i).name())
                    .put("arguments", calls.get(i).arguments());
        }
        return list;
    }

    private static String finish(CompletionAnswer answer) {
        if (!answer.calls().isEmpty()) {
            return "tool_calls";
        }
        return answer.truncated() ? "length" : "stop";
    }

    private static ObjectNode usage(List<CompletionAnswer> answers) {
        int prompt = answers.getFirst().promptTokens();
        int written = answers.stream().mapToInt(CompletionAnswer::tokens).sum();
        ObjectNode usage = JSON.objectNode()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", written)
                .put("total_tokens", prompt + written);
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", answers.getFirst().cachedTokens());
        return usage;
    }

    private static ObjectNode logprobs(List<TokenChoice> tokens) {
        ObjectNode json = JSON.objectNode();
        ArrayNode content = json.putArray("content");
        for (TokenChoice token : tokens) {
            ObjectNode entry = entry(content, token.text(), token.logprob());
            ArrayNode top = entry.putArray("top_logprobs");
            token.top().forEach(other -> entry(top, other.text(), other.logprob()));
        }
        json.putNull("refusal");
        return json;
    }

    private static ObjectNode entry(ArrayNode list, String text, double logprob) {
        ObjectNode entry = list.addObject().put("token", text).put("logprob", Math.max(logprob, -9999));
        ArrayNode bytes = entry.putArray("bytes");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xFF);
        }
        return entry;
    }
}
