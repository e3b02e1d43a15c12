package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Prompts and ids of Qwen2.5, Qwen3 and Llama-3.2 against transformers, byte for byte. The tokenizers are cut down to what
 * the recorded texts need (see make_tokenizer_fixtures.py); {@code -Dtokenizers.full=FOLDER} takes the whole ones.
 */
class FamilyTokenizerTest {
    private static void matches(String name) throws IOException {
        Path small = Fixture.path("tokenizers/" + name);
        String full = System.getProperty("tokenizers.full");
        JsonObject figures = Fixture.object("tokenizers/" + name + "/figures.json");
        int judged = 0;
        try (TextTokenizer tokenizer = TextTokenizer.load(full == null ? small : Path.of(full, name))) {
            ChatTemplate template = ChatTemplate.load(small);
            for (JsonElement element : figures.getAsJsonArray("prompts")) {
                JsonObject c = element.getAsJsonObject();
                String title = name + ": " + c.get("name").getAsString();
                if (c.has("error")) {
                    assertThatThrownBy(() -> render(template, c))
                            .as(title)
                            .isInstanceOf(ChatTemplateException.class)
                            .hasMessageContaining(c.get("error").getAsString());
                    continue;
                }
                String prompt = c.get("rendered").getAsString();
                assertThat(render(template, c)).as(title).isEqualTo(prompt);
                assertThat(tokenizer.encode(prompt)).as(title).isEqualTo(Fixture.ints(c.get("ids")));
                judged++;
            }
            for (JsonElement element : figures.getAsJsonArray("texts")) {
                String text = element.getAsJsonObject().get("text").getAsString();
                int[] ids = Fixture.ints(element.getAsJsonObject().get("ids"));
                assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
                judged++;
            }
        }
        assertThat(judged).isGreaterThanOrEqualTo(38);
    }

    private static String render(ChatTemplate template, JsonObject c) {
        Map<String, Object> switches = new LinkedHashMap<>();
        c.getAsJsonObject("extra").entrySet().forEach(e -> {
            boolean text = e.getValue().getAsJsonPrimitive().isString();
            switches.put(
                    e.getKey(),
                    text ? e.getValue().getAsString() : (Object) e.getValue().getAsBoolean());
        });
        List<ToolDefinition> tools = new ArrayList<>();
        if (!c.get("tools").isJsonNull()) {
            for (JsonElement tool : c.getAsJsonArray("tools")) {
                JsonObject f = tool.getAsJsonObject().getAsJsonObject("function");
                tools.add(new ToolDefinition(
                        f.get("name").getAsString(),
                        f.get("description").getAsString(),
                        f.get("parameters").toString()));
            }
        }
        List<ChatTurn> turns = new ArrayList<>();
        for (JsonElement message : c.getAsJsonArray("messages")) {
            JsonObject m = message.getAsJsonObject();
            List<ToolCall> calls = new ArrayList<>();
            if (m.has("tool_calls")) {
                for (JsonElement call : m.getAsJsonArray("tool_calls")) {
                    JsonObject f = call.getAsJsonObject().getAsJsonObject("function");
                    calls.add(new ToolCall(
                            f.get("name").getAsString(), f.get("arguments").toString()));
                }
            }
            turns.add(new ChatTurn(m.get("role").getAsString(), m.get("content").getAsString(), calls));
        }
        return template.render(turns, tools, c.get("add_generation_prompt").getAsBoolean(), switches);
    }

    @Test
    void qwen25() throws IOException {
        matches("qwen2_5");
    }

    @Test
    void qwen3() throws IOException {
        matches("qwen3");
    }

    @Test
    void llama32() throws IOException {
        matches("llama3_2");
    }
}
