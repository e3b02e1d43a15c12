package dev.autodidact.model.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge is transformers: its rendered texts, recorded with the templates. */
class TemplateEngineTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @Test
    void miniMindsTemplateRendersAsInTransformers() throws Exception {
        rendersAsRecorded("minimind-template.json");
    }

    @Test
    void tinyLlamasTemplateRendersAsInTransformers() throws Exception {
        rendersAsRecorded("tiny-llama-template.json");
    }

    private static void rendersAsRecorded(String file) throws Exception {
        JsonObject fixture = JsonParser.parseString(Files.readString(FIXTURES.resolve(file))).getAsJsonObject();
        TemplateEngine.Template template = new TemplateEngine(Clock.systemUTC())
                .compile(fixture.get("chat_template").getAsString());
        for (JsonElement element : fixture.getAsJsonArray("cases")) {
            JsonObject recorded = element.getAsJsonObject();
            Map<String, Object> variables = new LinkedHashMap<>();
            variables.put("bos_token", fixture.get("bos_token").getAsString());
            variables.put("eos_token", fixture.get("eos_token").getAsString());
            variables.put("messages", JsonValues.of(recorded.get("messages")));
            variables.put("tools", JsonValues.of(recorded.get("tools")));
            variables.put("documents", PythonNone.NONE);
            variables.put("add_generation_prompt", recorded.get("add_generation_prompt").getAsBoolean());
            if (recorded.has("extra")) {
                recorded.getAsJsonObject("extra").asMap().forEach((k, v) -> variables.put(k, JsonValues.of(v)));
            }
            assertThat(template.render(variables))
                    .as(file + ": " + recorded.get("name").getAsString())
                    .isEqualTo(recorded.get("rendered").getAsString());
        }
        assertThat(fixture.getAsJsonArray("cases").size()).isGreaterThan(10);
    }
}
