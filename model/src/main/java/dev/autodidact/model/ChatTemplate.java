package dev.autodidact.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.autodidact.model.template.JsonValues;
import dev.autodidact.model.template.PythonNone;
import dev.autodidact.model.template.TemplateEngine;
import dev.autodidact.model.template.TemplateException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model's chat template: turns and tools to the prompt text that the model was trained on, byte for byte as
 * {@code transformers.PreTrainedTokenizer.apply_chat_template} writes it.
 *
 * <p><b>Texts from outside stay texts.</b> Where the content of a turn, a tool's definition or a call's argument holds
 * the text of a special token, it is broken by visible spaces ({@code <|im_end|>} becomes {@code <| im_end |>}); in
 * every content but the assistant's own so are the marks {@code <tool_call>}, {@code <tool_response>} (both ends) and
 * {@code <|python_tag|>}. System texts come from the operator and keep those marks. What the template itself writes is
 * never changed. Safe for use by several threads.
 *
 * @see <a href="https://huggingface.co/docs/transformers/chat_templating">Chat templates</a>
 */
public final class ChatTemplate {
    /** The switch by which templates of models that think before they answer are told not to. */
    private static final String THINKING = "enable_thinking";

    private static final String THINK = "<think>";
    private static final String DEFAULT = "default";
    private static final String WITH_TOOLS = "tool_use";

    private final Map<String, TemplateEngine.Template> templates = new LinkedHashMap<>();
    private final Map<String, Object> variables;
    private final ContentGuard specialTokens;
    private final ContentGuard specialTokensAndMarks;
    private final boolean thinks;

    private ChatTemplate(
            Map<String, String> sources,
            Map<String, Object> variables,
            Collection<String> special,
            boolean thinks,
            Clock clock) {
        this.thinks = thinks;
        TemplateEngine engine = new TemplateEngine(clock);
        try {
            sources.forEach((name, source) -> templates.put(name, engine.compile(source)));
        } catch (TemplateException e) {
            throw new ChatTemplateException("the chat template cannot be read: " + e.getMessage(), e);
        }
        this.variables = variables;
        Set<String> all = new LinkedHashSet<>(special);
        all.addAll(ContentGuard.MARKS);
        this.specialTokensAndMarks = new ContentGuard(all);
        this.specialTokens = specialTokensAndMarks.withoutMarks();
    }

    /**
     * Reads the template of a model folder: {@code chat_template.jinja}, else {@code chat_template} (one text, or a
     * list of named ones) in {@code tokenizer_config.json}.
     *
     * @throws ChatTemplateException if there is none, or a file cannot be read, or the template is no Jinja
     */
    public static ChatTemplate load(Path modelFolder) {
        try {
            return read(modelFolder);
        } catch (IOException e) {
            throw new ChatTemplateException(e.getMessage(), e);
        }
    }

    private static ChatTemplate read(Path modelFolder) throws IOException {
        JsonObject config = json(modelFolder.resolve("tokenizer_config.json"));
        JsonObject tokenMap = json(modelFolder.resolve("special_tokens_map.json"));
        JsonObject tokenizer = json(modelFolder.resolve("tokenizer.json"));
        Map<String, String> sources = new LinkedHashMap<>();
        Path file = modelFolder.resolve("chat_template.jinja");
        JsonElement inConfig = config.get("chat_template");
        if (Files.isRegularFile(file)) {
            sources.put(DEFAULT, Files.readString(file));
        } else if (inConfig != null && inConfig.isJsonArray()) {
            for (JsonElement named : inConfig.getAsJsonArray()) {
                JsonObject template = named.getAsJsonObject();
                sources.put(
                        template.get("name").getAsString(),
                        template.get("template").getAsString());
            }
        } else if (inConfig != null && inConfig.isJsonPrimitive()) {
            sources.put(DEFAULT, inConfig.getAsString());
        }
        if (sources.isEmpty()) {
            throw new IOException("no chat template in " + modelFolder
                    + ": neither chat_template.jinja nor chat_template in tokenizer_config.json");
        }
        Map<String, Object> tokens = new LinkedHashMap<>();
        for (JsonObject from : List.of(tokenMap, config)) {
            from.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("_token"))
                    .forEach(entry -> text(entry.getValue()).ifPresent(text -> tokens.put(entry.getKey(), text)));
        }
        Set<String> special = new LinkedHashSet<>();
        tokens.values().forEach(token -> special.add(token.toString()));
        if (config.has("added_tokens_decoder")) {
            addSpecial(
                    special,
                    config.getAsJsonObject("added_tokens_decoder").asMap().values());
        }
        if (tokenizer.has("added_tokens")) {
            addSpecial(special, tokenizer.getAsJsonArray("added_tokens").asList());
        }
        return new ChatTemplate(sources, tokens, special, thinks(tokenizer), Clock.systemDefaultZone());
    }

    /**
     * A template from its text.
     *
     * @param source the Jinja2 text
     * @param tokens variables such as {@code bos_token} and {@code eos_token}
     * @param specialTokens the texts that contents must not bring in; the tokens above are added
     */
    public static ChatTemplate of(String source, Map<String, String> tokens, Collection<String> specialTokens) {
        return of(source, tokens, specialTokens, Clock.systemDefaultZone());
    }

    static ChatTemplate of(String source, Map<String, String> tokens, Collection<String> specialTokens, Clock clock) {
        Set<String> special = new LinkedHashSet<>(specialTokens);
        special.addAll(tokens.values());
        return new ChatTemplate(Map.of(DEFAULT, source), new LinkedHashMap<>(tokens), special, false, clock);
    }

    /**
     * The prompt.
     *
     * @param turns the conversation, oldest first
     * @param tools the tools offered; empty for none
     * @param addGenerationPrompt whether the prompt ends with the opening of the assistant's next turn
     * @throws ChatTemplateException if the template refuses the conversation, in the template's words
     * @throws IllegalArgumentException if a tool's parameters or a call's arguments are no JSON object
     */
    public String render(List<ChatTurn> turns, List<ToolDefinition> tools, boolean addGenerationPrompt) {
        return render(turns, tools, addGenerationPrompt, Map.of());
    }

    /**
     * The prompt, with switches that only some templates know.
     *
     * @param switches variables such as {@code enable_thinking} = {@code false}; texts, numbers and booleans
     * @see #render(List, List, boolean)
     */
    public String render(
            List<ChatTurn> turns, List<ToolDefinition> tools, boolean addGenerationPrompt, Map<String, ?> switches) {
        Map<String, Object> bindings = new LinkedHashMap<>(variables);
        bindings.putAll(switches);
        bindings.put("messages", turns.stream().map(this::message).toList());
        bindings.put(
                "tools",
                tools.isEmpty()
                        ? PythonNone.NONE
                        : tools.stream().map(this::tool).toList());
        bindings.put("documents", PythonNone.NONE);
        bindings.put("add_generation_prompt", addGenerationPrompt);
        try {
            return template(!tools.isEmpty()).render(bindings);
        } catch (TemplateException e) {
            throw new ChatTemplateException(e.getMessage(), e);
        }
    }

    /**
     * The prompt for an answer without a thought before it: what rows and exams are made of. Templates are copied from
     * model to model, so the switch for that ({@code enable_thinking}) is used only where the tokenizer has {@code <think>}
     * as a token, as those of models have that were trained to think.
     *
     * @see #render(List, List, boolean)
     */
    public String renderPlain(List<ChatTurn> turns, List<ToolDefinition> tools, boolean addGenerationPrompt) {
        return render(turns, tools, addGenerationPrompt, thinks ? Map.of(THINKING, false) : Map.of());
    }

    private static boolean thinks(JsonObject tokenizer) {
        return tokenizer.has("added_tokens")
                && tokenizer.getAsJsonArray("added_tokens").asList().stream()
                        .anyMatch(token -> token.getAsJsonObject()
                                .get("content")
                                .getAsString()
                                .equals(THINK));
    }

    /** The text of the token that ends a turn, by the tokenizer's configuration. */
    Optional<String> endToken() {
        return Optional.ofNullable(variables.get("eos_token")).map(Object::toString);
    }

    private TemplateEngine.Template template(boolean withTools) {
        if (withTools && templates.containsKey(WITH_TOOLS)) {
            return templates.get(WITH_TOOLS);
        }
        TemplateEngine.Template template = templates.get(DEFAULT);
        if (template == null) {
            throw new ChatTemplateException("the model has no default chat template, only " + templates.keySet());
        }
        return template;
    }

    private Map<String, Object> message(ChatTurn turn) {
        boolean trusted = turn.role().equals("assistant") || turn.role().equals("system");
        ContentGuard guard = trusted ? specialTokens : specialTokensAndMarks;
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", turn.role());
        message.put("content", guard.neutralise(turn.content()));
        if (!turn.toolCalls().isEmpty()) {
            message.put("tool_calls", turn.toolCalls().stream().map(this::call).toList());
        }
        return message;
    }

    private Map<String, Object> call(ToolCall call) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", specialTokens.neutralise(call.name()));
        function.put(
                "arguments",
                specialTokens.neutraliseAll(
                        JsonValues.object(call.argumentsJson(), "the arguments of " + call.name())));
        return function("function", function);
    }

    private Map<String, Object> tool(ToolDefinition tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        function.put("description", tool.description());
        function.put("parameters", JsonValues.object(tool.parametersJson(), "the parameters of " + tool.name()));
        return function("function", specialTokensAndMarks.neutraliseAll(function));
    }

    private static Map<String, Object> function(String type, Object function) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", type);
        map.put(type, function);
        return map;
    }

    private static Optional<String> text(JsonElement token) {
        if (token.isJsonPrimitive() && token.getAsJsonPrimitive().isString()) {
            return Optional.of(token.getAsString());
        }
        boolean object = token.isJsonObject() && token.getAsJsonObject().has("content");
        return object ? Optional.of(token.getAsJsonObject().get("content").getAsString()) : Optional.empty();
    }

    private static void addSpecial(Set<String> special, Collection<JsonElement> tokens) {
        List<JsonObject> objects = new ArrayList<>();
        tokens.forEach(token -> objects.add(token.getAsJsonObject()));
        for (JsonObject token : objects) {
            if (token.has("special") && token.get("special").getAsBoolean()) {
                special.add(token.get("content").getAsString());
            }
        }
    }

    private static JsonObject json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return new JsonObject();
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new IOException(file + " is no JSON object", e);
        }
    }
}
