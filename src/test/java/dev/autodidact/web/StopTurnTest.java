package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.agent.ScriptedModel;
import dev.autodidact.agent.ScriptedTraining;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stopping an answer that is being written. */
@QuarkusTest
class StopTurnTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LESSON = """
            <tool_call>{"name":"learn","arguments":{"topic":"hold","rows":[{"q":"What is held?","a":"This"}]}}</tool_call>""";

    @Inject
    ScriptedModel model;

    @Inject
    ScriptedTraining training;

    @TestHTTPResource("/api/agents/")
    URL agents;

    private final String agent = "stop-" + UUID.randomUUID();

    @BeforeEach
    void makeAnAgent() {
        given().contentType(ContentType.JSON)
                .body("{\"id\":\"" + agent + "\"}")
                .post("/api/agents")
                .then()
                .statusCode(201);
    }

    /** A turn as a client hears it. */
    private BufferedReader begin() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(agents + agent + "/chat"))
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"conversation\":\"c 1\",\"message\":\"This is held. Go on.\"}"))
                .build();
        return new BufferedReader(new InputStreamReader(
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8));
    }

    /** Reads up to an event and gives its data. */
    private static JsonNode until(BufferedReader events, String name) throws Exception {
        String line = events.readLine();
        while (!("event: " + name).equals(line)) {
            assertThat(line)
                    .as("the stream ended before its event '" + name + "'")
                    .isNotNull();
            line = events.readLine();
        }
        return JSON.readTree(events.readLine().substring("data: ".length()));
    }

    private Response stop() {
        return given().post("/api/agents/" + agent + "/conversations/c 1/stop");
    }

    private void stopped() {
        Response answer = stop();
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.<Boolean>path("running")).isTrue();
    }

    @Test
    void aStoppedAnswerEndsWhereItIsAndIsKeptSoFar() throws Exception {
        model.say("I go" + ScriptedModel.ENDLESS, "Fine.");
        try (BufferedReader events = begin()) {
            until(events, "token");
            stopped();
            JsonNode done = until(events, "done");
            assertThat(done.path("stopped").booleanValue()).isTrue();
            assertThat(done.path("reply").textValue()).matches("I go( on)*");
            assertThat(given().get("/api/agents/" + agent + "/conversations/c 1")
                            .<String>path("[1].content"))
                    .isEqualTo(done.path("reply").textValue());
        }
        given().contentType(ContentType.JSON)
                .body("{\"conversation\":\"c 1\",\"message\":\"And now?\"}")
                .post("/api/agents/" + agent + "/chat")
                .then()
                .statusCode(200)
                .body("reply", org.hamcrest.Matchers.equalTo("Fine."))
                .body("stopped", org.hamcrest.Matchers.equalTo(false));
    }

    @Test
    void aCallThatWasBeingWrittenIsNeitherCarriedOutNorShown() throws Exception {
        model.say("Wait." + LESSON.replace("</tool_call>", ScriptedModel.ENDLESS));
        try (BufferedReader events = begin()) {
            until(events, "token");
            stopped();
            JsonNode done = until(events, "done");
            assertThat(done.path("reply").textValue()).isEqualTo("Wait.");
            assertThat(done.path("toolCalls")).isEmpty();
        }
        assertThat(given().get("/api/agents/" + agent + "/ledger").jsonPath().getList("$"))
                .isEmpty();
    }

    @Test
    void theWaitForALessonEndsButNotTheLesson() throws Exception {
        model.say(LESSON, "never said");
        try (BufferedReader events = begin()) {
            until(events, "learning");
            stopped();
            JsonNode done = until(events, "done");
            assertThat(done.path("stopped").booleanValue()).isTrue();
            assertThat(done.path("reply").textValue()).isEmpty();
            JsonNode lesson = done.at("/toolCalls/0/result");
            assertThat(lesson.path("status").textValue()).isIn("queued", "training");
            training.letGo(1);
            String ticket = lesson.path("ticket").textValue();
            String state = "";
            while (!state.equals("published")) {
                state = given().get("/api/learning/" + ticket).path("state");
                assertThat(state).isIn("queued", "training", "examining", "published");
            }
        }
        assertThat(model.prompts()).hasSize(1);
    }

    @Test
    void whereNothingRunsNothingIsStopped() {
        Response answer = stop();
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.<Boolean>path("running")).isFalse();
        assertThat(given().post("/api/agents/nobody/conversations/c/stop").statusCode())
                .isEqualTo(404);
    }
}
