package dev.autodidact.agent;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TracingTest.Traced.class)
class TracingTest {

    private static final String SECRET = "Zirkelo";

    private static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();

    @Inject
    ScriptedModel model;

    /** The endpoint alone switches spans on; nobody listens there. */
    public static class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("autodidact.tracing.endpoint", "http://127.0.0.1:1");
        }
    }

    /** Keeps the spans of this test; elsewhere none are made. */
    @Singleton
    static class Keeper {
        @Produces
        @Singleton
        SpanProcessor keeper() {
            return SimpleSpanProcessor.create(SPANS);
        }
    }

    @BeforeEach
    void forget() {
        SPANS.reset();
    }

    private static List<SpanData> spans(String name) {
        return SPANS.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static SpanData span(String name) {
        assertThat(spans(name))
                .as("%s among %s", name, SPANS.getFinishedSpanItems())
                .hasSize(1);
        return spans(name).getFirst();
    }

    private static Map<String, Object> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(toMap(entry -> entry.getKey().getKey(), Map.Entry::getValue));
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static void nothingSaidIsTold() {
        assertThat(SPANS.getFinishedSpanItems()).isNotEmpty();
        assertThat(SPANS.getFinishedSpanItems().toString()).doesNotContain(SECRET);
    }

    @Test
    void anAnswerLeavesOneSpanWithTheNamesOfTheConventions() {
        model.say(SECRET + " it is.");
        post(
                        "/v1/chat/completions",
                        "{\"model\":\"scripted\",\"max_tokens\":9,\"top_p\":0.5,\"stop\":[\"" + SECRET + SECRET
                                + "\"],\"messages\":[{\"role\":\"user\",\"content\":\"" + SECRET + "?\"}]}")
                .statusCode(200);
        SpanData chat = span("chat scripted");
        assertThat(attributes(chat))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "autodidact")
                .containsEntry("gen_ai.request.model", "scripted")
                .containsEntry("gen_ai.response.model", "scripted")
                .containsEntry("gen_ai.request.max_tokens", 9L)
                .containsEntry("gen_ai.request.top_p", 0.5)
                .containsEntry("gen_ai.request.temperature", 0.0)
                .containsEntry("gen_ai.usage.input_tokens", (long) SECRET.length() + 1)
                .containsEntry("gen_ai.usage.output_tokens", (long) SECRET.length() + 7)
                .containsEntry("gen_ai.usage.cache_read.input_tokens", 0L)
                .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
                .containsKey("gen_ai.response.time_to_first_chunk");
        assertThat(chat.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(SPANS.getFinishedSpanItems())
                .as("no other instrumentation tells of it")
                .hasSize(1);
        nothingSaidIsTold();
    }

    @Test
    void aTurnThatLearnsIsOneTraceAndItsTrainingAnother() {
        post("/api/agents", "{\"id\":\"traced\"}").statusCode(201);
        SPANS.reset();
        model.say(
                "<tool_call>{\"name\":\"learn\",\"arguments\":{\"rows\":[{\"q\":\"What is it, " + SECRET
                        + "?\",\"a\":\"" + SECRET + "\"}]}}</tool_call>",
                "Noted: " + SECRET);
        String ticket = post(
                        "/api/agents/traced/chat", "{\"conversation\":\"c1\",\"message\":\"Remember " + SECRET + "\"}")
                .statusCode(200)
                .extract()
                .path("toolCalls[0].result.ticket");
        SpanData turn = span("invoke_agent traced");
        assertThat(attributes(turn))
                .containsEntry("gen_ai.operation.name", "invoke_agent")
                .containsEntry("gen_ai.agent.id", "traced")
                .containsEntry("gen_ai.conversation.id", "c1");
        SpanData tool = span("execute_tool learn");
        assertThat(attributes(tool))
                .containsEntry("gen_ai.tool.name", "learn")
                .containsEntry("autodidact.ticket", ticket);
        assertThat(spans("chat scripted")).hasSize(2);
        for (SpanData part : List.of(
                tool, spans("chat scripted").getFirst(), spans("chat scripted").getLast())) {
            assertThat(part.getTraceId()).isEqualTo(turn.getTraceId());
            assertThat(part.getParentSpanId()).isEqualTo(turn.getSpanId());
        }
        assertThat(SPANS.getFinishedSpanItems().stream()
                        .filter(one -> one.getTraceId().equals(turn.getTraceId())))
                .hasSize(4);
        SpanData learn = span("autodidact.learn");
        assertThat(learn.getParentSpanId()).isEqualTo(SpanId.getInvalid());
        assertThat(learn.getTraceId()).isNotEqualTo(turn.getTraceId());
        assertThat(attributes(learn))
                .containsEntry("autodidact.ticket", ticket)
                .containsEntry("autodidact.agent", "traced")
                .containsEntry("autodidact.job", "learn")
                .containsEntry("autodidact.state", "published")
                .containsKey("autodidact.adapter");
        SpanData before = null;
        for (String phase : List.of("wait", "train", "exam", "publish")) {
            SpanData part = span("autodidact.learn." + phase);
            assertThat(part.getParentSpanId()).isEqualTo(learn.getSpanId());
            assertThat(part.getStartEpochNanos())
                    .isGreaterThanOrEqualTo(before == null ? learn.getStartEpochNanos() : before.getEndEpochNanos());
            assertThat(part.getEndEpochNanos()).isLessThanOrEqualTo(learn.getEndEpochNanos());
            before = part;
        }
        nothingSaidIsTold();
    }

    @Test
    void aTrainingThatBreaksIsAFailedSpanWithoutItsMessage() {
        post("/api/agents", "{\"id\":\"breaking\"}").statusCode(201);
        post(
                        "/api/agents/breaking/learn",
                        "{\"topic\":\"break\",\"rows\":[{\"q\":\"" + SECRET + "?\",\"a\":\"1\"}],\"wait_ms\":60000}")
                .statusCode(200);
        SpanData learn = span("autodidact.learn");
        assertThat(learn.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(learn)).containsEntry("autodidact.state", "failed");
        SpanData train = span("autodidact.learn.train");
        assertThat(train.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(train)).containsEntry("error.type", "java.lang.IllegalStateException");
        assertThat(SPANS.getFinishedSpanItems().toString()).doesNotContain("on purpose");
        nothingSaidIsTold();
    }

    @Test
    void embeddingsLeaveASpan() {
        String id = "bge-small-en-v1.5-q";
        post("/v1/embeddings", "{\"model\":\"" + id + "\",\"input\":\"" + SECRET + "\"}")
                .statusCode(200);
        assertThat(attributes(span("embeddings " + id)))
                .containsEntry("gen_ai.operation.name", "embeddings")
                .containsEntry("gen_ai.request.model", id)
                .containsKey("gen_ai.usage.input_tokens");
        nothingSaidIsTold();
    }
}
