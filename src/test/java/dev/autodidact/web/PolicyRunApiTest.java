package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.oneOf;

import dev.autodidact.agent.ScriptedTraining;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PolicyRunApiTest {
    @Inject
    ScriptedTraining training;

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    @Test
    void settingsThatCannotBeAreNamedWithTheirBounds() {
        post("/api/admin/policy/runs", "{\"algorithm\":\"ppo\"}")
                .statusCode(400)
                .body("error.code", equalTo("invalid_run"))
                .body("error.message", containsString("ppo"));
        post("/api/admin/policy/runs", "{\"held_out\":1}")
                .statusCode(400)
                .body("error.message", containsString("held_out is 1"));
    }

    @Test
    void unknownRunIsNotFoundUnderAnyPath() {
        String path = "/api/admin/policy/runs/" + UUID.randomUUID();
        for (String more : new String[] {"", "/picture", "/events"}) {
            given().get(path + more).then().statusCode(404).body("error.code", equalTo("run_not_found"));
        }
        post(path + "/cancel", "").statusCode(404);
        given().get("/api/admin/policy/runs/x").then().statusCode(404);
    }

    @Test
    void runIsFollowedByEventsToItsEnd() {
        String id = post("/api/admin/policy/runs", "{\"rounds\":1,\"tasks\":1,\"group\":3,\"held_out\":2}")
                .statusCode(202)
                .body("settings.rounds", equalTo(1))
                .extract()
                .path("id");
        String path = "/api/admin/policy/runs/" + id;
        String events =
                given().get(path + "/events").then().statusCode(200).extract().asString();
        assertThat(events).contains("event: run", "event: done");
        given().get(path)
                .then()
                .body("state", oneOf("promoted", "kept_back"))
                .body("round", equalTo(1))
                .body("progress", equalTo(1f))
                .body("rounds", hasSize(1))
                .body("rounds[0].edits", equalTo(3))
                .body("reason", containsString("held-out reward"));
    }

    @Test
    void cancelledRunEndsAndStaysSo() {
        String id = post("/api/admin/policy/runs", "{\"rounds\":50,\"tasks\":2,\"group\":3}")
                .statusCode(202)
                .extract()
                .path("id");
        String path = "/api/admin/policy/runs/" + id;
        post(path + "/cancel", "").statusCode(200);
        given().get(path + "/events").then().statusCode(200).body(containsString("event: done"));
        for (int i = 0; i < 2; i++) {
            given().get(path).then().body("state", equalTo("cancelled")).body("rounds", hasSize(0));
            post(path + "/cancel", "").statusCode(200).body("state", equalTo("cancelled"));
        }
    }

    @Test
    void judgementBecomesTheRewardOfTheAnswersTurn() {
        String agent = "judged-" + UUID.randomUUID();
        post("/api/agents", "{\"id\":\"" + agent + "\"}").statusCode(201);
        String message = post("/api/agents/" + agent + "/chat", "{\"message\":\"Hello.\"}")
                .statusCode(200)
                .extract()
                .path("message");
        for (int score : new int[] {1, -1}) {
            post(
                            "/api/agents/" + agent + "/feedback",
                            "{\"message\":\"" + message + "\",\"score\":" + score + ",\"correction\":\"Hi.\"}")
                    .statusCode(201)
                    .body("score", equalTo(score))
                    .body("credits", hasSize(1))
                    .body("credits[0].kind", equalTo("turn"))
                    .body("credits[0].target", equalTo(message))
                    .body("credits[0].reward", equalTo((float) score));
        }
    }

    @Test
    void judgementIsSharedByAllItemsThatTheVersionHolds() {
        Pupil pupil = Pupil.make();
        NumberedFacts facts = new NumberedFacts();
        training.consolidateAt(3);
        try {
            String first = facts.learn(pupil, 1);
            String second = facts.learn(pupil, 2);
            String third = facts.learn(pupil, 3);
            String fourth = facts.learn(pupil, 4);
            // what is left is trained at once: two items beside the one that the version is named after
            pupil.retract(second, 60_000).statusCode(200).body("state", equalTo("published"));
            String message = post("/api/agents/" + pupil.id() + "/chat", "{\"message\":\"Hello.\"}")
                    .statusCode(200)
                    .extract()
                    .path("message");
            post("/api/agents/" + pupil.id() + "/feedback", "{\"message\":\"" + message + "\",\"score\":-1}")
                    .statusCode(201)
                    .body("credits.findAll { it.kind == 'item' }.target", containsInAnyOrder(first, third, fourth))
                    .body("credits.find { it.kind == 'item' }.reward", equalTo(-1 / 3f));
        } finally {
            training.consolidateAt(0);
        }
    }

    @Test
    void judgementThatCannotBeIsRefused() {
        String agent = "judged-" + UUID.randomUUID();
        post("/api/agents", "{\"id\":\"" + agent + "\"}").statusCode(201);
        String path = "/api/agents/" + agent + "/feedback";
        post(path, "{\"message\":\"" + UUID.randomUUID() + "\",\"score\":2}")
                .statusCode(400)
                .body("error.message", containsString("score is 2"));
        post(path, "{\"message\":\"" + UUID.randomUUID() + "\",\"score\":1}")
                .statusCode(404)
                .body("error.code", equalTo("message_not_found"));
        post("/api/agents/nobody-here/feedback", "{\"message\":\"x\",\"score\":1}")
                .statusCode(404);
    }
}
