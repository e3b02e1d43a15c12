package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * An agent of a test, taught and asked over HTTP.
 *
 * @param id its id
 */
public record Pupil(String id) {

    private static final int STEP_MS = 20_000;
    private static final int WAITS = 10_000;
    private static final Set<String> FINAL = Set.of("published", "rejected", "failed");

    /** A new one. */
    public static Pupil make() {
        Pupil pupil = new Pupil("pupil-" + UUID.randomUUID());
        given().contentType(ContentType.JSON)
                .body(Map.of("id", pupil.id))
                .post("/api/agents")
                .then()
                .statusCode(201);
        return pupil;
    }

    /** Teaches, and where a wait is asked for waits for the end, however slow the machine is. */
    public ValidatableResponse teach(String topic, List<Map<String, String>> rows, int waitMs) {
        return settled(
                given().contentType(ContentType.JSON)
                        .body(Map.of(
                                "topic", topic, "source", "exact", "rows", rows, "wait_ms", Math.min(waitMs, STEP_MS)))
                        .post("/api/agents/" + id + "/learn")
                        .then(),
                waitMs);
    }

    private static ValidatableResponse settled(ValidatableResponse answer, int waitMs) {
        ValidatableResponse now = answer;
        boolean asked = answer.extract().statusCode() == 202 && waitMs > 0;
        String ticket = asked ? answer.extract().path("ticket") : null;
        for (int i = 0; asked && i < WAITS && !FINAL.contains(now.extract().<String>path("state")); i++) {
            now = when().get("/api/learning/" + ticket).then().statusCode(200);
        }
        return now;
    }

    /** Teaches one answer to its end and gives the item. */
    public String learn(String question, String answer) {
        return teach("plain", List.of(row(question, answer)), 60_000)
                .statusCode(200)
                .body("state", equalTo("published"))
                .extract()
                .path("item");
    }

    /** A question with its answer. */
    public static Map<String, String> row(String question, String answer) {
        return Map.of("q", question, "a", answer);
    }

    /** Takes an item back; waits as {@link #teach} does. */
    public ValidatableResponse retract(String item, int waitMs) {
        return settled(
                when().delete("/api/agents/" + id + "/ledger/" + item + "?wait_ms=" + Math.min(waitMs, STEP_MS))
                        .then(),
                waitMs);
    }

    /** The version it answers with. */
    public String adapter() {
        return when().get("/api/agents/" + id).then().statusCode(200).extract().path("adapter");
    }

    /** What its ledger says of an item. */
    public Map<String, Object> item(String item) {
        return when().get("/api/agents/" + id + "/ledger")
                .then()
                .statusCode(200)
                .extract()
                .path("find { it.id == '" + item + "' }");
    }

    /** The state of an item in its ledger. */
    public String state(String item) {
        return (String) item(item).get("state");
    }

    /** Its versions that can be used. */
    public List<String> versions() {
        return when().get("/api/admin/adapters?agent=" + id).path("findAll { it.erased == null }.version");
    }

    /** Its versions that were erased. */
    public List<String> erased() {
        return when().get("/api/admin/adapters?agent=" + id).path("findAll { it.erased != null }.version");
    }

    /** Tries to make a version the active one. */
    public ValidatableResponse activate(String version) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("agent", id))
                .post("/api/admin/adapters/" + version + "/activate")
                .then();
    }

    /** Goes back to the parent. */
    public void rollBack() {
        when().post("/api/admin/agents/" + id + "/rollback").then().statusCode(200);
    }

    /** Waits until a ticket is in a state. */
    public static void await(String ticket, String state) {
        String now = "";
        for (int i = 0; i < 2_000 && !now.equals(state); i++) {
            now = when().get("/api/learning/" + ticket).path("state");
            Thread.onSpinWait();
        }
        assertThat(now).isEqualTo(state);
    }
}
