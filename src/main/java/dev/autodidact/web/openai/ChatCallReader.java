package dev.autodidact.web.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.autodidact.agent.AnswerForm;
import dev.autodidact.agent.CompletionRequest;
import dev.autodidact.agent.ServedModels;
import dev.autodidact.web.ApiException;
import dev.autodidact.web.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Reads the body of a chat completion. Unknown fields are ignored, as the protocol's own server does. */
final class ChatCallReader {

    private static final int MAX_ANSWERS = 16;
    private static final int MAX_STOPS = 16;
    private static final int MAX_TOP_LOGPROBS = 20;
    private static final double MAX_PENALTY = 2;
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");

    private final JsonFields body;
    private final int mostTokens;

    private ChatCallReader(JsonFields body, int mostTokens) {
        this.body = body;
        this.mostTokens = mostTokens;
    }

    /**
     * Reads a body.
     *
     * @param mostTokens tokens that an answer may have at most: the model's context
     */
    static ChatCall read(JsonNode json, String tenant, ServedModels models, int mostTokens) {
        return new ChatCallReader(JsonFields.body(json), mostTokens).read(tenant, models);
    }

    private ChatCall read(String tenant, ServedModels models) {
        String model = body.required("model");
        List<CompletionRequest.Message> messages = messages();
        List<CompletionRequest.Tool> tools = tools();
        String choice = toolChoice(tools);
        Long answers = body.whole("n", 1, MAX_ANSWERS);
        Long seed = body.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        withoutEffect();
        JsonFields streamOptions = body.object("stream_options");
        CompletionRequest request = new CompletionRequest(
                models.resolve(tenant, Caller.now().model(model)),
                messages,
                choice.equals("none") ? List.of() : tools,
                body.number("temperature", 0, 2),
                topP(),
                seed == null ? ThreadLocalRandom.current().nextLong() : seed,
                maxTokens(),
                stops(),
                topLogprobs(),
                form(choice, tools));
        return new ChatCall(
                request,
                answers == null ? 1 : answers.intValue(),
                body.flag("stream"),
                streamOptions != null && streamOptions.flag("include_usage"));
    }

    /** What the protocol knows and this server does not do; what is no such thing is refused all the same. */
    private void withoutEffect() {
        body.number("frequency_penalty", -MAX_PENALTY, MAX_PENALTY);
        body.number("presence_penalty", -MAX_PENALTY, MAX_PENALTY);
        body.object("logit_bias");
        body.flag("parallel_tool_calls");
        body.text("user");
    }

    private Double topP() {
        Double topP = body.number("top_p", 0, 1);
        // 0 is allowed by the protocol and means the most probable token
        return topP == null ? null : Math.max(topP, 1e-9);
    }

    private Integer maxTokens() {
        Long most = body.whole("max_completion_tokens", 1, Integer.MAX_VALUE);
        Long older = body.whole("max_tokens", 1, Integer.MAX_VALUE);
        Long given = most == null ? older : most;
        return given == null ? null : (int) Math.min(given, mostTokens);
    }

    private List<String> stops() {
        List<String> stops = body.texts("stop");
        if (stops.size() > MAX_STOPS) {
            throw body.refused("stop", "has " + stops.size() + " texts; at most " + MAX_STOPS);
        }
        if (stops.contains("")) {
            throw body.refused("stop", "holds an empty text");
        }
        return stops;
    }

    private int topLogprobs() {
        Long top = body.whole("top_logprobs", 0, MAX_TOP_LOGPROBS);
        if (!body.flag("logprobs")) {
            if (top != null) {
                throw body.refused("top_logprobs", "needs logprobs to be true");
            }
            return -1;
        }
        return top == null ? 0 : top.intValue();
    }

    private List<CompletionRequest.Message> messages() {
        List<CompletionRequest.Message> messages = new ArrayList<>();
        for (JsonFields message : body.objects("messages")) {
            String role = message.required("role");
            if (!ROLES.contains(role)) {
                throw message.refused(
                        "role",
                        "is '" + role + "'; it must be one of "
                                + ROLES.stream().sorted().toList());
            }
            messages.add(new CompletionRequest.Message(
                    switch (role) {
                        case "developer" -> "system";
                        case "function" -> "tool";
                        default -> role;
                    },
                    content(message, role),
                    role.equals("assistant") ? calls(message) : List.of()));
        }
        if (messages.isEmpty()) {
            throw ApiException.invalid("messages", "missing_required_parameter", "messages is missing or empty");
        }
        return messages;
    }

    private static String content(JsonFields message, String role) {
        JsonNode content = message.raw("content");
        if (content == null) {
            if (role.equals("assistant")) {
                return "";
            }
            throw ApiException.invalid(
                    message.at("content"), "missing_required_parameter", message.at("content") + " is missing");
        }
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw message.wrong("content", "a string or an array of parts", content);
        }
        StringBuilder text = new StringBuilder();
        for (JsonFields part : message.objects("content")) {
            String type = part.required("type");
            if (!type.equals("text") && !type.equals("refusal")) {
                throw part.refused("type", "is '" + type + "'; this model reads text only");
            }
            text.append(part.required(type));
        }
        return text.toString();
    }

    private static List<CompletionRequest.Call> calls(JsonFields message) {
        List<CompletionRequest.Call> calls = new ArrayList<>();
        for (JsonFields call : message.objects("tool_calls")) {
            JsonFields function = call.object("function");
            if (function == null) {
                throw call.refused("function", "is missing");
            }
            calls.add(new CompletionRequest.Call(function.required("name"), function.jsonText("arguments")));
        }
        return calls;
    }

    private List<CompletionRequest.Tool> tools() {
        List<CompletionRequest.Tool> tools = new ArrayList<>();
        for (JsonFields tool : body.objects("tools")) {
            String type = tool.required("type");
            if (!type.equals("function")) {
                throw tool.refused("type", "is '" + type + "'; it must be function");
            }
            JsonFields function = tool.object("function");
            if (function == null) {
                throw tool.refused("function", "is missing");
            }
            String description = function.text("description");
            tools.add(new CompletionRequest.Tool(
                    function.required("name"),
                    description == null ? "" : description,
                    function.has("parameters")
                            ? function.json("parameters")
                            : "{\"type\":\"object\",\"properties\":{}}"));
        }
        return tools;
    }

    /** {@code auto}, {@code none}, {@code required}, or the name of one tool behind {@code function:}. */
    private String toolChoice(List<CompletionRequest.Tool> tools) {
        JsonNode choice = body.raw("tool_choice");
        if (choice == null) {
            return "auto";
        }
        if (choice.isTextual()) {
            String text = choice.textValue();
            if (!Set.of("auto", "none", "required").contains(text)) {
                throw body.refused("tool_choice", "is '" + text + "'; it must be auto, none, required or a function");
            }
            if (text.equals("required") && tools.isEmpty()) {
                throw body.refused("tool_choice", "is 'required', but there are no tools");
            }
            return text;
        }
        JsonFields function = body.object("tool_choice").object("function");
        if (function == null) {
            throw body.refused("tool_choice", "names no function");
        }
        String name = function.required("name");
        if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw function.refused("name", "is '" + name + "', which is none of the tools");
        }
        return "function:" + name;
    }

    private AnswerForm form(String choice, List<CompletionRequest.Tool> tools) {
        if (choice.equals("required")) {
            return new AnswerForm.Call(
                    tools.stream().map(CompletionRequest.Tool::name).toList());
        }
        if (choice.startsWith("function:")) {
            return new AnswerForm.Call(List.of(choice.substring("function:".length())));
        }
        JsonFields format = body.object("response_format");
        if (format == null) {
            return null;
        }
        String type = format.required("type");
        return switch (type) {
            case "text" -> null;
            case "json_object" -> new AnswerForm.JsonObject();
            case "json_schema" -> schema(format);
            default -> throw format.refused("type", "is '" + type + "'; it must be text, json_object or json_schema");
        };
    }

    private static AnswerForm schema(JsonFields format) {
        JsonFields schema = format.object("json_schema");
        if (schema == null || !schema.has("schema")) {
            throw format.refused("json_schema", "is missing or has no schema");
        }
        return new AnswerForm.Json(schema.json("schema"));
    }
}
