package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AgentApiTest {

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static void assertError(ValidatableResponse answer, int status, String type, String param, String code) {
        answer.statusCode(status)
                .contentType(ContentType.JSON)
                .body("error.message", notNullValue())
                .body("error.type", equalTo(type))
                .body("error.param", param == null ? nullValue() : equalTo(param))
                .body("error.code", equalTo(code));
    }

    @Test
    void aNewAgentAnswersWithTheBareBaseModel() {
        post("/api/agents", "{\"id\":\"new-one\",\"name\":\"New\"}")
                .statusCode(201)
                .header("Location", containsString("/api/agents/new-one"))
                .body("id", equalTo("new-one"))
                .body("name", equalTo("New"))
                .body("adapter", nullValue())
                .body("items", equalTo(0));
        when().get("/api/agents/new-one").then().statusCode(200).body("model", equalTo("scripted"));
        when().get("/api/agents").then().statusCode(200).body("id", hasItem("new-one"));
    }

    @Test
    void anAgentCanBeMadeOnlyOnce() {
        post("/api/agents", "{\"id\":\"once\"}").statusCode(201);
        assertError(post("/api/agents", "{\"id\":\"once\"}"), 409, "conflict_error", "id", "agent_exists");
    }

    @Test
    void ofManyMakersOfOneAgentAtOnceExactlyOneWins() throws Exception {
        List<Callable<Integer>> makers = Collections.nCopies(
                8, () -> post("/api/agents", "{\"id\":\"raced\"}").extract().statusCode());
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : threads.invokeAll(makers)) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
        }
    }

    @Test
    void anAgentsIdMustBeAName() {
        for (String id : new String[] {"", " ", "a b", "../x", "a/b", "ä", "x".repeat(65), "-x"}) {
            assertError(
                    post("/api/agents", "{\"id\":\"" + id + "\"}"),
                    400,
                    "invalid_request_error",
                    "id",
                    "invalid_agent_id");
        }
        assertError(post("/api/agents", "{}"), 400, "invalid_request_error", "id", "invalid_agent_id");
    }

    @Test
    void anUnknownAgentIsNotFoundAnywhere() {
        assertError(when().get("/api/agents/nobody").then(), 404, "not_found_error", "agent", "agent_not_found");
        assertError(when().get("/api/agents/nobody/ledger").then(), 404, "not_found_error", "agent", "agent_not_found");
        assertError(
                post("/api/agents/nobody/chat", "{\"message\":\"hi\"}"),
                404,
                "not_found_error",
                "agent",
                "agent_not_found");
        assertError(
                post("/api/agents/nobody/learn", "{\"rows\":[{\"text\":\"x\"}]}"),
                404,
                "not_found_error",
                "agent",
                "agent_not_found");
        assertError(
                given().accept("text/event-stream")
                        .contentType(ContentType.JSON)
                        .body("{\"message\":\"hi\"}")
                        .post("/api/agents/nobody/chat")
                        .then(),
                404,
                "not_found_error",
                "agent",
                "agent_not_found");
        assertError(
                when().post("/api/admin/agents/nobody/rollback").then(),
                404,
                "not_found_error",
                "agent",
                "agent_not_found");
    }

    @Test
    void aBodyThatIsNotTheExpectedJsonIsToldWhere() {
        assertError(post("/api/agents", "{\"id\":"), 400, "invalid_request_error", null, "invalid_json");
        assertError(post("/api/agents", "{\"id\":{}}"), 400, "invalid_request_error", "id", "invalid_json");
        assertError(post("/api/agents", "[]"), 400, "invalid_request_error", null, "invalid_json");
        assertError(post("/api/agents", ""), 400, "invalid_request_error", null, "body_missing");
        assertError(
                given().contentType("text/plain").body("x").post("/api/agents").then(),
                415,
                "invalid_request_error",
                "Content-Type",
                "unsupported_type");
    }

    @Test
    void addressesAndMethodsThatDoNotExistAreErrorsOfTheSameForm() {
        assertError(when().get("/api/nothing").then(), 404, "not_found_error", null, "not_found");
        assertError(when().delete("/api/agents").then(), 405, "invalid_request_error", null, "method_not_allowed");
    }

    @Test
    void anUnknownConversationIsNotFound() {
        post("/api/agents", "{\"id\":\"quiet\"}").statusCode(201);
        assertError(
                when().get("/api/agents/quiet/conversations/none").then(),
                404,
                "not_found_error",
                "conversation",
                "conversation_not_found");
        when().get("/api/agents/quiet/ledger").then().statusCode(200).body("$", hasSize(0));
    }

    @Test
    void aPageOfAnotherSiteMayNotChangeAnything() {
        post("/api/agents", "{\"id\":\"guarded\"}").statusCode(201);
        assertError(
                given().header("Origin", "https://elsewhere.example")
                        .post("/api/admin/agents/guarded/rollback")
                        .then(),
                403,
                "permission_error",
                null,
                "cross_site");
        assertError(
                given().header("Origin", "null")
                        .delete("/api/agents/guarded/ledger/x")
                        .then(),
                403,
                "permission_error",
                null,
                "cross_site");
        given().header("Origin", "https://elsewhere.example")
                .get("/api/agents/guarded")
                .then()
                .statusCode(200);
        String here = "localhost:" + io.restassured.RestAssured.port;
        given().header("Origin", "http://" + here)
                .header("Host", here)
                .contentType(ContentType.JSON)
                .body("{\"id\":\"same\"}")
                .post("/api/agents")
                .then()
                .statusCode(201);
    }
}
