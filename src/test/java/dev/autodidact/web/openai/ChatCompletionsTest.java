package dev.autodidact.web.openai;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.autodidact.agent.GenerationPrompt;
import dev.autodidact.agent.ScriptedModel;
import dev.autodidact.web.RawClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The wire form of chat completions and models, and each way to get them wrong. */
@QuarkusTest
class ChatCompletionsTest {

    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    private static final String TOOLS = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\","
            + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}]";

    @Inject
    ScriptedModel model;

    @TestHTTPResource("/v1")
    URL address;

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/chat/completions")
                .then();
    }

    private static String streamed(String body) {
        return given().contentType(ContentType.JSON)
                .accept(ContentType.JSON)
                .body(body)
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
    }

    @Test
    void aConversationIsContinuedAsItIsGiven() {
        model.say("Good day.");
        post("{\"model\":\"scripted\",\"unknown_field\":7,\"messages\":[{\"role\":\"developer\",\"content\":\"Be kind.\"},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"text\",\"text\":\"lo\"}]}]}")
                .statusCode(200)
                .body("object", equalTo("chat.completion"))
                .body("id", startsWith("chatcmpl-"))
                .body("model", equalTo("scripted"))
                .body("system_fingerprint", equalTo("fp_000000000000"))
                .body("choices[0].message.role", equalTo("assistant"))
                .body("choices[0].message.content", equalTo("Good day."))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].logprobs", nullValue())
                .body("usage.completion_tokens", equalTo(9))
                .body("usage.total_tokens", equalTo(22));
        GenerationPrompt prompt = model.prompts().getFirst();
        assertThat(prompt.turns()).hasSize(2);
        assertThat(prompt.turns().getFirst().role()).isEqualTo("system");
        assertThat(prompt.turns().getLast().content()).isEqualTo("Hello");
        assertThat(prompt.tools()).isEmpty();
    }

    @Test
    void anAgentAnswersUnderItsNameAndKeepsNothing() {
        String agent = "oa-" + UUID.randomUUID();
        given().contentType(ContentType.JSON).body("{\"id\":\"" + agent + "\"}").post("/api/agents");
        post("{\"model\":\"agent:" + agent + "\"," + HELLO + "}")
                .statusCode(200)
                .body("model", equalTo("scripted"));
        when().get("/api/agents/" + agent).then().body("messages", equalTo(0));
        when().get("/v1/models").then().body("data.id", hasItem("agent:" + agent));
        when().get("/v1/models/agent:" + agent)
                .then()
                .statusCode(200)
                .body("object", equalTo("model"))
                .body("parent", equalTo("scripted"))
                .body("root", equalTo("scripted"));
    }

    @Test
    void aStreamIsChunksThenUsageThenDone() {
        model.say("Good day.");
        List<String> lines = streamed(
                        "{\"model\":\"scripted\",\"stream\":true,\"stream_options\":{\"include_usage\":true}," + HELLO
                                + "}")
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
        assertThat(lines.getFirst()).startsWith("data: {").contains("\"role\":\"assistant\"");
        assertThat(lines.get(1)).contains("chat.completion.chunk", "\"content\":\"Goo\"");
        assertThat(lines.get(lines.size() - 3)).contains("\"finish_reason\":\"stop\"");
        assertThat(lines.get(lines.size() - 2)).contains("\"choices\":[]", "\"completion_tokens\":9");
        assertThat(lines.getLast()).isEqualTo("data: [DONE]");
    }

    @Test
    void aModelThatBreaksIsA500AndInTheMiddleOfAStreamAnErrorInsteadOfTheEnd() {
        model.say(ScriptedModel.BREAK, "Goo" + ScriptedModel.BREAK);
        post("{\"model\":\"scripted\"," + HELLO + "}")
                .statusCode(500)
                .body("error.type", equalTo("server_error"))
                .body("error.message", not(containsString("on purpose")));
        List<String> lines = streamed("{\"model\":\"scripted\",\"stream\":true," + HELLO + "}")
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
        assertThat(lines.get(1)).contains("\"content\":\"Goo\"");
        assertThat(lines.getLast()).startsWith("data: {\"error\":{").contains("server_error");
    }

    @Test
    void aClientThatStopsReadingHoldsUpNobody() throws Exception {
        model.say("x".repeat(90_000));
        try (RawClient silent = RawClient.post(
                address, "/v1/chat/completions", "{\"model\":\"scripted\",\"stream\":true," + HELLO + "}")) {
            silent.readTo("data: {");
            // the model has written all of it before it takes the next one
            for (int i = 0; i < 20; i++) {
                post("{\"model\":\"scripted\"," + HELLO + "}").statusCode(200);
            }
            assertThat(silent.readTo("data: [DONE]").split("data: ")).hasSizeGreaterThan(30_000);
        }
        try (RawClient gone = RawClient.post(
                address, "/v1/chat/completions", "{\"model\":\"scripted\",\"stream\":true," + HELLO + "}")) {
            gone.readTo("data: {");
        }
        post("{\"model\":\"scripted\"," + HELLO + "}").statusCode(200);
    }

    @Test
    void thoughtsStandBesideTheAnswer() {
        String thoughtful = "<think>\nTwo and two.\n</think>\n\nIt is 4.";
        for (String tools : List.of("", TOOLS + ",")) {
            model.say(thoughtful, thoughtful);
            post("{\"model\":\"scripted\"," + tools + HELLO + "}")
                    .statusCode(200)
                    .body("choices[0].message.content", equalTo("It is 4."))
                    .body("choices[0].message.reasoning_content", equalTo("Two and two."));
            StringBuilder content = new StringBuilder();
            StringBuilder reasoning = new StringBuilder();
            streamed("{\"model\":\"scripted\",\"stream\":true," + tools + HELLO + "}")
                    .lines()
                    .filter(line -> line.startsWith("data: {"))
                    .map(line -> JsonPath.from(line.substring(6)))
                    .forEach(chunk -> {
                        content.append(Objects.toString(chunk.getString("choices[0].delta.content"), ""));
                        reasoning.append(Objects.toString(chunk.getString("choices[0].delta.reasoning_content"), ""));
                    });
            assertThat(content.toString()).isEqualTo("It is 4.");
            assertThat(reasoning.toString()).isEqualTo("Two and two.");
        }
    }

    @Test
    void callsOfTheClientsToolsComeBackAndAreNotCarriedOut() {
        model.say("Let me see.<tool_call>{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}</tool_call>");
        post("{\"model\":\"scripted\"," + TOOLS + "," + HELLO + "}")
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("tool_calls"))
                .body("choices[0].message.content", equalTo("Let me see."))
                .body("choices[0].message.tool_calls[0].id", startsWith("call_"))
                .body("choices[0].message.tool_calls[0].function.name", equalTo("weather"))
                .body("choices[0].message.tool_calls[0].function.arguments", equalTo("{\"city\":\"Oslo\"}"));
        model.say("<tool_call>{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}</tool_call>");
        assertThat(streamed("{\"model\":\"scripted\",\"stream\":true," + TOOLS + "," + HELLO + "}"))
                .contains("\"tool_calls\":[{\"index\":0", "\"finish_reason\":\"tool_calls\"")
                .doesNotContain("<tool_call>");
    }

    @Test
    void aCallThatCannotBeReadStaysText() {
        model.say("<tool_call>{\"name\":</tool_call>");
        post("{\"model\":\"scripted\"," + TOOLS + "," + HELLO + "}")
                .body("choices[0].message.content", equalTo("<tool_call>{\"name\":</tool_call>"))
                .body("choices[0].finish_reason", equalTo("stop"));
    }

    @Test
    void earlierCallsAndTheirResultsReachTheModel() {
        model.say("Rain.");
        post("{\"model\":\"scripted\"," + TOOLS + ",\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"},"
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"rain\"}]}")
                .statusCode(200);
        GenerationPrompt prompt = model.prompts().getFirst();
        assertThat(prompt.turns().get(1).toolCalls().getFirst().name()).isEqualTo("weather");
        assertThat(prompt.turns().get(2).role()).isEqualTo("tool");
        assertThat(prompt.tools()).hasSize(1);
    }

    @Test
    void severalAnswersHaveSeedsOfTheirOwn() {
        model.say("a", "b", "c");
        post("{\"model\":\"scripted\",\"n\":3,\"seed\":5,\"temperature\":0.5," + HELLO + "}")
                .statusCode(200)
                .body("choices.index", equalTo(List.of(0, 1, 2)))
                .body("usage.completion_tokens", equalTo(3));
        assertThat(model.prompts().stream()
                        .map(prompt -> prompt.options().sampling().seed()))
                .containsExactlyInAnyOrder(5L, 6L, 7L);
    }

    @Test
    void toolChoiceNoneHidesTheTools() {
        model.say("No.");
        post("{\"model\":\"scripted\",\"tool_choice\":\"none\"," + TOOLS + "," + HELLO + "}")
                .statusCode(200);
        assertThat(model.prompts().getFirst().tools()).isEmpty();
    }

    @Test
    void anUnknownModelIs404InTheProtocolsForm() {
        for (String name :
                List.of("gpt-5", "agent:nobody-here", "scripted@" + "a".repeat(64), "scripted@x", "agent:/")) {
            post("{\"model\":\"" + name + "\"," + HELLO + "}")
                    .statusCode(404)
                    .body("error.type", equalTo("invalid_request_error"))
                    .body("error.param", equalTo("model"))
                    .body("error.code", equalTo("model_not_found"));
        }
        when().get("/v1/models/gpt-5").then().statusCode(404).body("error.code", equalTo("model_not_found"));
    }

    @Test
    void aFieldOfTheWrongTypeOrOutsideItsBoundsIsNamedByItsPath() {
        record Wrong(String fields, String param, String says) {}
        List<Wrong> all = List.of(
                new Wrong(HELLO + ",\"temperature\":\"hot\"", "temperature", "a number"),
                new Wrong(HELLO + ",\"temperature\":3", "temperature", "0.0 to 2.0"),
                new Wrong(HELLO + ",\"top_p\":-1", "top_p", "0.0 to 1.0"),
                new Wrong(HELLO + ",\"max_tokens\":0", "max_tokens", "1 to"),
                new Wrong(HELLO + ",\"max_completion_tokens\":1.5", "max_completion_tokens", "an integer"),
                new Wrong(HELLO + ",\"n\":99", "n", "1 to 16"),
                new Wrong(HELLO + ",\"stream\":\"yes\"", "stream", "a boolean"),
                new Wrong(HELLO + ",\"stop\":[1]", "stop[0]", "a string"),
                new Wrong(HELLO + ",\"top_logprobs\":3", "top_logprobs", "logprobs"),
                new Wrong(HELLO + ",\"tool_choice\":\"required\"", "tool_choice", "no tools"),
                new Wrong(HELLO + ",\"tools\":[{\"type\":\"function\"}]", "tools[0].function", "missing"),
                new Wrong(HELLO + ",\"response_format\":{\"type\":\"xml\"}", "response_format.type", "xml"),
                new Wrong(HELLO + ",\"frequency_penalty\":\"much\"", "frequency_penalty", "a number"),
                new Wrong(HELLO + ",\"presence_penalty\":3", "presence_penalty", "-2.0 to 2.0"),
                new Wrong(HELLO + ",\"logit_bias\":[]", "logit_bias", "but got an array"),
                new Wrong(
                        "\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"type\":\"function\",\"function\":"
                                + "{\"name\":\"weather\",\"arguments\":\"{no\"}}]}]",
                        "messages[0].tool_calls[0].function.arguments",
                        "JSON of an object"),
                new Wrong("\"messages\":[]", "messages", "missing"),
                new Wrong("\"messages\":\"hi\"", "messages", "an array"),
                new Wrong("\"messages\":[7]", "messages[0]", "an object"),
                new Wrong("\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]", "messages[0].role", "king"),
                new Wrong("\"messages\":[{\"role\":\"user\"}]", "messages[0].content", "missing"),
                new Wrong(
                        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]",
                        "messages[0].content[0].type",
                        "text only"));
        for (Wrong wrong : all) {
            post("{\"model\":\"scripted\"," + wrong.fields() + "}")
                    .statusCode(400)
                    .body("error.type", equalTo("invalid_request_error"))
                    .body("error.param", equalTo(wrong.param()))
                    .body("error.message", containsString(wrong.says()));
        }
        post("{" + HELLO + "}").statusCode(400).body("error.param", equalTo("model"));
        post("[]").statusCode(400);
        post("{\"model\":").statusCode(400).body("error.code", equalTo("invalid_json"));
    }

    @Test
    void aLargeBodyIsRefusedWithItsBound() {
        post("{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(10_000_000)
                        + "\"}]}")
                .statusCode(413)
                .body("error.code", equalTo("body_too_large"));
    }
}
