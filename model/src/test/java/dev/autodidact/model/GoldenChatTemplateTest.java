package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Prompts against transformers' apply_chat_template, and their ids against its tokenizers, character for character. */
class GoldenChatTemplateTest {
    /** The one case in which the engine breaks up marks in a user's text on purpose. */
    private static final String GUARDED = "content with template marks and markup";

    private static List<ChatTurn> turns(JsonObject c) {
        List<ChatTurn> turns = new ArrayList<>();
        for (JsonElement element : c.getAsJsonArray("messages")) {
            JsonObject message = element.getAsJsonObject();
            List<ToolCall> calls = new ArrayList<>();
            if (message.has("tool_calls")) {
                for (JsonElement call : message.getAsJsonArray("tool_calls")) {
                    JsonObject outer = call.getAsJsonObject();
                    JsonObject f = outer.has("function") ? outer.getAsJsonObject("function") : outer;
                    JsonElement arguments = f.get("arguments");
                    calls.add(new ToolCall(
                            f.get("name").getAsString(),
                            arguments.isJsonPrimitive() ? arguments.getAsString() : arguments.toString()));
                }
            }
            turns.add(new ChatTurn(
                    message.get("role").getAsString(), message.get("content").getAsString(), calls));
        }
        return turns;
    }

    private static List<ToolDefinition> tools(JsonObject c) {
        JsonArray tools = c.has("tools") ? c.getAsJsonArray("tools") : new JsonArray();
        return tools.asList().stream()
                .map(tool -> tool.getAsJsonObject().getAsJsonObject("function"))
                .map(f -> new ToolDefinition(
                        f.get("name").getAsString(),
                        f.get("description").getAsString(),
                        f.get("parameters").toString()))
                .toList();
    }

    private static String render(ChatTemplate template, JsonObject c) {
        Map<String, Boolean> switches = new LinkedHashMap<>();
        if (c.has("extra")) {
            c.getAsJsonObject("extra")
                    .entrySet()
                    .forEach(e -> switches.put(e.getKey(), e.getValue().getAsBoolean()));
        }
        boolean prompt = !c.has("add_generation_prompt")
                || c.get("add_generation_prompt").getAsBoolean();
        return template.render(turns(c), tools(c), prompt, switches);
    }

    private static int judge(JsonElement cases, ChatTemplate template, TextTokenizer tokenizer) {
        int judged = 0;
        for (JsonElement element : cases.getAsJsonArray()) {
            JsonObject c = element.getAsJsonObject();
            String name = c.has("name")
                    ? c.get("name").getAsString()
                    : c.get("answer").getAsString();
            String expected = c.get("rendered").getAsString();
            if (name.equals(GUARDED)) {
                assertThat(render(template, c)).isNotEqualTo(expected).doesNotContain("<|im_end|> <tool_response>");
            } else {
                assertThat(render(template, c)).as(name).isEqualTo(expected);
            }
            if (tokenizer != null) {
                assertThat(tokenizer.encode(expected)).as(name).isEqualTo(Fixture.ints(c.get("ids")));
            }
            judged++;
        }
        return judged;
    }

    @Test
    void theTinyModelsTemplateRendersAsInTransformers() {
        JsonElement cases = Fixture.object("tiny-llama-template.json").get("cases");
        assertThat(judge(cases, Tiny.MODEL.chatTemplate(), Tiny.MODEL.tokenizer()))
                .isEqualTo(15);
    }

    @Test
    void miniMindsTemplateRendersAsInTransformers() {
        JsonObject golden = Fixture.object("minimind-template.json");
        ChatTemplate template = ChatTemplate.of(
                golden.get("chat_template").getAsString(),
                Map.of(
                        "bos_token", golden.get("bos_token").getAsString(),
                        "eos_token", golden.get("eos_token").getAsString()),
                List.of("<|endoftext|>"));
        assertThat(judge(golden.get("cases"), template, null)).isEqualTo(15);
    }

    @Test
    void miniMindsFolderGivesTheSameTemplateAndTokens() throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.load(Fixture.minimind())) {
            ChatTemplate template = ChatTemplate.load(Fixture.minimind());
            judge(Fixture.object("minimind-template.json").get("cases"), template, tokenizer);
            assertThat(judge(Fixture.json("minimind-greedy.json"), template, tokenizer))
                    .isEqualTo(20);
        }
    }

    @Test
    void plainTextsHaveTheIdsOfThePythonTokenizer() {
        for (JsonElement element : Fixture.json("tiny-llama-tokens.json").getAsJsonArray()) {
            String text = element.getAsJsonObject().get("text").getAsString();
            int[] ids = Fixture.ints(element.getAsJsonObject().get("ids"));
            assertThat(Tiny.MODEL.tokenizer().encode(text)).as(text).isEqualTo(ids);
            assertThat(Tiny.MODEL.tokenizer().decode(ids, false)).isEqualTo(text);
        }
    }
}
