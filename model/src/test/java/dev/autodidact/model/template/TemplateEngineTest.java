package dev.autodidact.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
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

    @Test
    void aTemplateLikeQwensRendersAsInTransformers() throws Exception {
        rendersAsRecordedWithErrors("qwen");
    }

    @Test
    void aTemplateLikeLlama3sRendersAsInTransformers() throws Exception {
        rendersAsRecordedWithErrors("llama3");
    }

    @Test
    void aTemplateWithAlternatingRolesRendersAsInTransformers() throws Exception {
        rendersAsRecordedWithErrors("alternating");
    }

    @Test
    void theSeedModelsTemplateRendersAsInTransformers() throws Exception {
        rendersAsRecordedWithErrors("seed");
    }

    @Test
    void everyFeatureOfJinjaRendersAsInTransformers() throws Exception {
        rendersAsRecordedWithErrors("features");
    }

    @Test
    void theDateIsThatOfTheClock() {
        Clock clock = Clock.fixed(Instant.parse("2026-03-09T23:30:00Z"), ZoneId.of("Asia/Tokyo"));

        assertThat(render(clock, "{{ strftime_now('%d %b %Y, %H:%M %Y-%m-%d') }}"))
                .isEqualTo("10 Mar 2026, 08:30 2026-03-10");
    }

    @Test
    void aTemplateDoesNotEvaluateTheTextsOfValues() {
        Map<String, Object> variables = Map.of("text", "{{ 1 + 1 }}{% for x in [1] %}{{ x }}{% endfor %}{# c #}");

        assertThat(engine(Clock.systemUTC())
                        .compile("{{ text }}|{{ text ~ '' }}")
                        .render(variables))
                .isEqualTo(variables.get("text") + "|" + variables.get("text"));
    }

    @Test
    void aTemplateReachesNoJava() {
        for (String attack : List.of(
                "{{ 'a'.getClass() }}",
                "{{ 'a'.class }}",
                "{{ [].getClass().forName('java.lang.Runtime') }}",
                "{{ loop.getClass() }}",
                "{{ ____int3rpr3t3r____.getConfig() }}",
                "{{ ____int3rpr3t3r____.config }}",
                "{% for x in [1] %}{{ loop.elements }}{{ loop.class }}{% endfor %}",
                "{% include 'x' %}",
                "{% import 'x' as y %}")) {
            String result;
            try {
                result = render(Clock.systemUTC(), attack);
            } catch (TemplateException e) {
                continue;
            }
            assertThat(result).as(attack).isBlank();
        }
    }

    @Test
    void errorsSayWhatIsWrong() {
        Clock clock = Clock.systemUTC();
        assertThatThrownBy(() -> render(clock, "{{ raise_exception('No ' + 'roles!') }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessage("No roles!");
        assertThatThrownBy(() -> render(clock, "{{ nothing.name }}")).hasMessageContaining("nothing is undefined");
        assertThatThrownBy(() -> render(clock, "{{ nothing['name'] }}")).hasMessageContaining("nothing is undefined");
        assertThatThrownBy(() -> render(clock, "{{ 'a' + 1 }}")).hasMessageContaining("cannot add 'a' and 1");
        assertThatThrownBy(() -> render(clock, "{{ 'a' + nothing }}")).hasMessageContaining("undefined");
        assertThatThrownBy(() -> render(clock, "{{ 'a'.nope() }}")).hasMessageContaining("nope");
        assertThatThrownBy(() -> render(clock, "{{ 1 | nope }}")).hasMessageContaining("nope is undefined");
        assertThatThrownBy(() -> render(clock, "{% nope %}")).isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> render(clock, "{% if true %}")).isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> render(clock, "{{ 'open }}")).hasMessageContaining("string without an end");
        assertThatThrownBy(() -> render(clock, "{{ 1 ")).hasMessageContaining("without its end }}");
        assertThatThrownBy(() -> render(clock, "{# 1 ")).hasMessageContaining("comment without an end");
    }

    @Test
    void aCompiledTemplateServesManyThreads() throws Exception {
        TemplateEngine.Template template =
                engine(Clock.systemUTC()).compile(Files.readString(FIXTURES.resolve("chat/features.jinja")));
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("messages", List.of(Map.of("role", "user", "content", "Hi")));
        String expected = template.render(variables);
        try (var pool = Executors.newFixedThreadPool(4)) {
            Callable<Boolean> work = () -> IntStream.range(0, 20)
                    .allMatch(i -> template.render(variables).equals(expected));
            for (Future<Boolean> result : pool.invokeAll(List.of(work, work, work, work))) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    private static TemplateEngine engine(Clock clock) {
        return new TemplateEngine(clock);
    }

    private static String render(Clock clock, String template) {
        return engine(clock).compile(template).render(Map.of());
    }

    private static void rendersAsRecordedWithErrors(String name) throws Exception {
        TemplateEngine.Template template =
                engine(Clock.systemUTC()).compile(Files.readString(FIXTURES.resolve("chat/" + name + ".jinja")));
        JsonArray cases = JsonParser.parseString(Files.readString(FIXTURES.resolve("chat/" + name + ".json")))
                .getAsJsonArray();
        for (JsonElement element : cases) {
            JsonObject recorded = element.getAsJsonObject();
            String what = name + ": " + recorded.get("name").getAsString();
            Map<String, Object> variables = variables(recorded, "<s>", "</s>");
            if (recorded.has("error")) {
                assertThatThrownBy(() -> template.render(variables))
                        .as(what)
                        .hasMessage(recorded.get("error").getAsString());
            } else {
                assertThat(template.render(variables))
                        .as(what)
                        .isEqualTo(recorded.get("rendered").getAsString());
            }
        }
        assertThat(cases.size()).isGreaterThan(10);
    }

    private static Map<String, Object> variables(JsonObject recorded, String bos, String eos) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("bos_token", bos);
        variables.put("eos_token", eos);
        variables.put("messages", JsonValues.of(recorded.get("messages")));
        variables.put("tools", JsonValues.of(recorded.get("tools")));
        variables.put("documents", PythonNone.NONE);
        variables.put(
                "add_generation_prompt", recorded.get("add_generation_prompt").getAsBoolean());
        return variables;
    }

    private static void rendersAsRecorded(String file) throws Exception {
        JsonObject fixture =
                JsonParser.parseString(Files.readString(FIXTURES.resolve(file))).getAsJsonObject();
        TemplateEngine.Template template = new TemplateEngine(Clock.systemUTC())
                .compile(fixture.get("chat_template").getAsString());
        for (JsonElement element : fixture.getAsJsonArray("cases")) {
            JsonObject recorded = element.getAsJsonObject();
            Map<String, Object> variables = variables(
                    recorded,
                    fixture.get("bos_token").getAsString(),
                    fixture.get("eos_token").getAsString());
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
