package dev.autodidact.web.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.agent.GenerationOptions;
import dev.autodidact.agent.GenerationPrompt;
import dev.autodidact.agent.TextGenerator;
import dev.autodidact.agent.TinyModelProfile;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.Sampling;
import dev.autodidact.sft.AdapterVersions;
import dev.autodidact.web.NodeClient;
import dev.autodidact.web.RawClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The OpenAI calls on the real engine with a tiny random model. */
@QuarkusTest
@TestProfile(TinyModelProfile.class)
class OpenAiEngineTest {

    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    AdapterVersions versions;

    @Inject
    TextGenerator generator;

    @TestHTTPResource("/v1")
    URL address;

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static ValidatableResponse complete(String fields) {
        return post("/v1/chat/completions", "{\"model\":\"tiny\"," + HELLO + "," + fields + "}");
    }

    private static String learn(String agent, String answer) {
        return post(
                        "/api/agents/" + agent + "/learn",
                        "{\"rows\":[{\"q\":\"code?\",\"a\":\"" + answer + "\"}],\"wait_ms\":60000}")
                .statusCode(200)
                .body("state", equalTo("published"))
                .extract()
                .path("adapter");
    }

    @Test
    void anAnswerHoldsToAJsonSchema() throws Exception {
        String content = complete(
                        "\"max_tokens\":80,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\","
                                + "\"schema\":{\"type\":\"object\",\"properties\":{\"ok\":{\"type\":\"boolean\"},"
                                + "\"size\":{\"enum\":[\"small\",\"large\"]}},\"required\":[\"ok\",\"size\"]}}}")
                .statusCode(200)
                .extract()
                .path("choices[0].message.content");
        JsonNode json = JSON.readTree(content);
        assertThat(json.get("ok").isBoolean()).isTrue();
        assertThat(json.get("size").asText()).isIn("small", "large");
    }

    @Test
    void aSchemaThatAnswersCannotBeHeldToIsRefused() {
        complete(
                        "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"not\":{}}}}")
                .statusCode(400)
                .body("error.code", equalTo("unsupported_schema"))
                .body("error.message", containsString("not"));
    }

    @Test
    void aConversationThatIsTooLongIsRefusedByItsPath() {
        post(
                        "/v1/chat/completions",
                        "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "word ".repeat(5_000)
                                + "\"}]}")
                .statusCode(400)
                .body("error.param", equalTo("messages"))
                .body("error.code", equalTo("context_length_exceeded"));
    }

    @Test
    void aRequiredToolIsCalled() throws Exception {
        String arguments = complete(
                        "\"max_tokens\":120,\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"lamp\"}},"
                                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"lamp\",\"parameters\":{\"type\":\"object\","
                                + "\"properties\":{\"on\":{\"type\":\"boolean\"}},\"required\":[\"on\"]}}},"
                                + "{\"type\":\"function\",\"function\":{\"name\":\"other\"}}]")
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("tool_calls"))
                .body("choices[0].message.tool_calls[0].function.name", equalTo("lamp"))
                .extract()
                .path("choices[0].message.tool_calls[0].function.arguments");
        assertThat(JSON.readTree(arguments).get("on").isBoolean()).isTrue();
    }

    @Test
    void logprobsSeedAndStopDoWhatTheySay() {
        String sampled = "\"max_tokens\":12,\"temperature\":1.5,\"seed\":11,\"logprobs\":true,\"top_logprobs\":3";
        String first = complete(sampled)
                .statusCode(200)
                .body("choices[0].logprobs.content[0].top_logprobs", hasSize(3))
                .body("choices[0].logprobs.content[0].logprob", lessThanOrEqualTo(0f))
                .extract()
                .path("choices[0].message.content");
        complete(sampled).body("choices[0].message.content", equalTo(first));
        String greedy = complete("\"max_tokens\":12").extract().path("choices[0].message.content");
        if (greedy.length() > 2) {
            String stop = greedy.substring(1, 2);
            complete("\"max_tokens\":12,\"stop\":" + new com.fasterxml.jackson.databind.node.TextNode(stop))
                    .body("choices[0].message.content", equalTo(greedy.substring(0, greedy.indexOf(stop))))
                    .body("choices[0].finish_reason", equalTo("stop"));
        }
    }

    @Test
    void aPromptReadBeforeIsCounted() {
        String long200 = "\"messages\":[{\"role\":\"user\",\"content\":\"" + "abc ".repeat(40) + "\"}]";
        String body = "{\"model\":\"tiny\",\"max_tokens\":2," + long200 + "}";
        post("/v1/chat/completions", body).statusCode(200);
        int cached = post("/v1/chat/completions", body).extract().path("usage.prompt_tokens_details.cached_tokens");
        assertThat(cached).isGreaterThanOrEqualTo(128);
    }

    /** One stream: the model it names in all its chunks, and its text. */
    private String streamed(HttpClient client, String agent) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(address + "/chat/completions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"model\":\"agent:" + agent + "\",\"stream\":true,\"max_tokens\":12," + HELLO + "}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        String model = null;
        StringBuilder text = new StringBuilder();
        for (String line :
                response.body().lines().filter(l -> l.startsWith("data: {")).toList()) {
            JsonNode chunk = JSON.readTree(line.substring(6));
            assertThat(chunk.has("error")).as(line).isFalse();
            if (model != null) {
                assertThat(chunk.get("model").asText()).isEqualTo(model);
            }
            model = chunk.get("model").asText();
            text.append(chunk.at("/choices/0/delta/content").asText(""));
        }
        return model + "\n" + text;
    }

    @Test
    void aThousandSwapsUnderFiftyStreamsDropAndMixNone() throws Exception {
        String agent = "swap";
        post("/api/agents", "{\"id\":\"" + agent + "\"}").statusCode(201);
        List<String> both = List.of(learn(agent, "8"), learn(agent, "5"));
        AgentKey key = AgentKey.of(agent);
        Map<String, String> cold = new HashMap<>();
        try (HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String version : both) {
                versions.activate(key, version);
                String[] answer = streamed(client, agent).split("\n", 2);
                cold.put(answer[0], answer[1]);
            }
            assertThat(cold).hasSize(2);
            AtomicBoolean swapping = new AtomicBoolean(true);
            AtomicInteger streams = new AtomicInteger();
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                readers.add(threads.submit(() -> {
                    do {
                        String[] answer = streamed(client, agent).split("\n", 2);
                        assertThat(cold).containsKey(answer[0]);
                        assertThat(answer[1]).isEqualTo(cold.get(answer[0]));
                        streams.incrementAndGet();
                    } while (swapping.get());
                    return null;
                }));
            }
            for (int i = 0; i < 1000; i++) {
                versions.activate(key, both.get(i % 2));
            }
            swapping.set(false);
            for (Future<?> reader : readers) {
                reader.get();
            }
            assertThat(streams.get()).isGreaterThanOrEqualTo(50);
        }
    }

    @Test
    void twoBranchesAreMergedAndExaminedByTheEngine() {
        String agent = "merge";
        post("/api/agents", "{\"id\":\"" + agent + "\"}").statusCode(201);
        String one = learn(agent, "8");
        String[] held = held(agent);
        post("/api/admin/agents/" + agent + "/rollback", "").statusCode(200);
        String other = post(
                        "/api/agents/" + agent + "/learn",
                        "{\"rows\":[{\"q\":\"port?\",\"a\":\"5\"}],\"wait_ms\":60000}")
                .statusCode(200)
                .extract()
                .path("adapter");
        post("/api/admin/adapters/" + one + "/activate?agent=" + agent, "").statusCode(200);
        ValidatableResponse merged = post(
                        "/api/admin/adapters/merge",
                        "{\"agent\":\"" + agent + "\",\"versions\":[\"" + one + "\",\"" + other + "\"]}")
                .statusCode(200);
        String verdict = merged.extract().path("verdict");
        assertThat(verdict).isIn("accepted", "shrunk", "rejected");
        merged.body("receipt.acquired", containsString("/"))
                .body("receipt.damaged", containsString("/"))
                .body("receipt.merge.method", equalTo("linear"));
        String version = merged.extract().path("version");
        if (!verdict.equals("rejected")) {
            assertThat(versions.find(AgentKey.of(agent), version)).isPresent();
            given().delete("/api/agents/" + agent + "/ledger/" + held[0])
                    .then()
                    .statusCode(409)
                    .body("error.code", equalTo("version_conflict"))
                    .body("error.message", containsString(version));
        }
    }

    private static String[] held(String agent) {
        List<String> items =
                given().get("/api/agents/" + agent + "/ledger").then().extract().path("id");
        return items.toArray(String[]::new);
    }

    @Test
    void anotherTenantsPromptIsReadAnewHoweverOftenItWasRead() {
        GenerationPrompt mine = prompt("mine", "the same long question ".repeat(8));
        GenerationPrompt theirs = prompt("theirs", "the same long question ".repeat(8));
        generator.generate(mine, piece -> true);
        assertThat(generator.generate(mine, piece -> true).cachedTokens()).isPositive();
        assertThat(generator.generate(theirs, piece -> true).cachedTokens()).isZero();
        assertThat(generator.generate(theirs, piece -> true).cachedTokens()).isPositive();
    }

    private static GenerationPrompt prompt(String tenant, String question) {
        return new GenerationPrompt(
                List.of(ChatTurn.user(question)),
                List.of(),
                null,
                new GenerationOptions(tenant, Sampling.greedy(), 2, List.of(), -1, null));
    }

    @Test
    void aStreamThatIsCutIsWrittenNoFurther() throws Exception {
        String body = "{\"model\":\"tiny\",\"stream\":true,\"n\":16,\"max_tokens\":200,\"temperature\":1.5,\"seed\":5,"
                + HELLO + "}";
        double before = metric("autodidact_batch_tokens_total");
        post("/v1/chat/completions", body).statusCode(200);
        double whole = metric("autodidact_batch_tokens_total") - before;
        try (RawClient client = RawClient.post(address, "/v1/chat/completions", body)) {
            assertThat(client.readTo("data: {")).startsWith("HTTP/1.1 200");
        }
        while (metric("autodidact_batch_rows") > 0) {
            Thread.onSpinWait();
        }
        assertThat(metric("autodidact_batch_tokens_total") - before - whole)
                .isPositive()
                .isLessThan(whole);
    }

    private static double metric(String name) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void theStockClientOfNodeIsServed() throws Exception {
        NodeClient.run("contract.mjs", address.toString(), "tiny");
    }
}
