package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.autodidact.agent.ScriptedTraining;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class QuarantineApiTest {

    @Inject
    ScriptedTraining training;

    private String agent;

    @BeforeEach
    void makeAnAgent() {
        agent = newAgent("");
    }

    private static String newAgent(String more) {
        String id = "quarantine-" + UUID.randomUUID();
        json("{\"id\":\"" + id + "\"" + more + "}").post("/api/agents").then().statusCode(201);
        return id;
    }

    private static RequestSpecification json(String body) {
        return given().contentType(ContentType.JSON).body(body);
    }

    private static ValidatableResponse learn(String agent, String more) {
        return json("{\"rows\":[{\"q\":\"What is the code?\",\"a\":\"8\"}],\"wait_ms\":20000" + more + "}")
                .post("/api/agents/" + agent + "/learn")
                .then();
    }

    private String held(String origin) {
        return learn(agent, ",\"origin\":\"" + origin + "\"")
                .statusCode(202)
                .body("state", equalTo("quarantined"))
                .extract()
                .path("item");
    }

    private static ValidatableResponse decide(String item, String decision) {
        return json("{\"by\":\"ada\"}")
                .post("/api/admin/quarantine/" + item + "/" + decision)
                .then();
    }

    @Test
    void untrustedRowsAreCommittedButWaitForAnOperator() {
        for (String origin : List.of("tool", "web")) {
            String item = learn(agent, ",\"origin\":\"" + origin + "\",\"source\":\"The code is 8.\"")
                    .statusCode(202)
                    .body("state", equalTo("quarantined"))
                    .body("progress", equalTo(0f))
                    .body("reason", containsString("operator approves"))
                    .body("finished", nullValue())
                    .extract()
                    .path("item");
            when().get("/api/agents/" + agent + "/ledger")
                    .then()
                    .body("find { it.id == '" + item + "' }.state", equalTo("quarantined"))
                    .body("find { it.id == '" + item + "' }.provenance.origin", equalTo(origin))
                    .body("find { it.id == '" + item + "' }.provenance.sourceHash", notNullValue())
                    .body("find { it.id == '" + item + "' }.provenance.suspicious", nullValue());
            when().get("/api/admin/quarantine?agent=" + agent).then().body("id", hasItem(item));
        }
        when().get("/api/agents/" + agent).then().body("adapter", nullValue());
        assertThat(training.jobs()).noneMatch(job -> job.agent().id().equals(agent));
    }

    @Test
    void anApprovedItemIsTrainedUnderTheSameTicketAndKeepsItsOrigin() {
        String item = held("web");
        String ticket = decide(item, "approve")
                .statusCode(200)
                .body("state", equalTo("queued"))
                .body("reason", nullValue())
                .extract()
                .path("ticket");
        String events = when().get("/api/learning/" + ticket + "/events").asString();
        assertThat(events).contains("event: done", "\"published\"");
        decide(item, "approve").statusCode(200).body("state", equalTo("published"));
        when().get("/api/agents/" + agent + "/ledger")
                .then()
                .body("[0].state", equalTo("learned"))
                .body("[0].trust", equalTo("approved"))
                .body("[0].provenance.origin", equalTo("web"))
                .body("[0].provenance.decision", equalTo("approved"))
                .body("[0].provenance.decidedBy", equalTo("ada"))
                .body("[0].provenance.decided", notNullValue());
        when().get("/api/admin/quarantine?agent=" + agent).then().body("$", hasSize(0));
        decide(item, "deny")
                .statusCode(409)
                .body("error.code", equalTo("not_quarantined"))
                .body("error.message", containsString("learned"));
    }

    @Test
    void aDeniedItemIsNeverTrained() {
        String item = held("tool");
        for (int i = 0; i < 2; i++) {
            decide(item, "deny")
                    .statusCode(200)
                    .body("state", equalTo("denied"))
                    .body("reason", containsString("ada"));
        }
        decide(item, "approve").statusCode(409).body("error.message", containsString("denied"));
        learn(agent, "").statusCode(200).body("state", equalTo("published"));
        when().get("/api/agents/" + agent + "/ledger")
                .then()
                .body("state", equalTo(List.of("denied", "learned")))
                .body("inWeights", equalTo(List.of(false, true)));
    }

    @Test
    void theSameKeyGivesTheTicketThatWaits() {
        String body = "{\"rows\":[{\"text\":\"x\"}],\"origin\":\"tool\"}";
        List<String> tickets = List.of(1, 2).stream()
                .map(_ -> json(body)
                        .header("Idempotency-Key", "k")
                        .post("/api/agents/" + agent + "/learn")
                        .then()
                        .statusCode(202)
                        .extract()
                        .<String>path("ticket"))
                .toList();
        assertThat(tickets.getFirst()).isEqualTo(tickets.getLast());
        when().get("/api/admin/quarantine?agent=" + agent).then().body("$", hasSize(1));
    }

    @Test
    void aPolicyLiftsTheQuarantineForTheOriginsItNames() {
        json("{\"trusted_origins\":[\"tool\"]}")
                .put("/api/admin/agents/" + agent + "/policy")
                .then()
                .statusCode(200)
                .body("trusted_origins", equalTo(List.of("tool")));
        learn(agent, ",\"origin\":\"tool\"").statusCode(200).body("state", equalTo("published"));
        learn(agent, ",\"origin\":\"web\"").statusCode(202).body("state", equalTo("quarantined"));
        when().get("/api/agents/" + agent + "/ledger")
                .then()
                .body("provenance.origin", equalTo(List.of("tool", "web")))
                .body("trust", equalTo(List.of("tool", "web")));
        json("{\"trusted_origins\":[]}")
                .put("/api/admin/agents/" + agent + "/policy")
                .then()
                .statusCode(200);
        learn(agent, ",\"trust\":\"tool\"").statusCode(202);
        String trusting = newAgent(",\"trusted_origins\":[\"web\",\"tool\"]");
        learn(trusting, ",\"origin\":\"web\"").statusCode(200).body("state", equalTo("published"));
        when().get("/api/agents/" + trusting).then().body("trusted_origins", equalTo(List.of("tool", "web")));
    }

    @Test
    void originsThatDoNotExistAreRefused() {
        learn(agent, ",\"origin\":\"approved\"").statusCode(400).body("error.param", equalTo("origin"));
        learn(agent, ",\"trust\":\"rumour\"").statusCode(400).body("error.param", equalTo("trust"));
        learn(agent, ",\"origin\":\"tool\",\"trust\":\"web\"").statusCode(400);
        for (String body : List.of("{}", "{\"trusted_origins\":[\"user\"]}", "{\"trusted_origins\":[null]}")) {
            json(body)
                    .put("/api/admin/agents/" + agent + "/policy")
                    .then()
                    .statusCode(400)
                    .body("error.param", equalTo("trusted_origins"));
        }
        json("{\"trusted_origins\":[]}")
                .put("/api/admin/agents/nobody/policy")
                .then()
                .statusCode(404);
        json("{\"id\":\"never\",\"trusted_origins\":[\"operator\"]}")
                .post("/api/agents")
                .then()
                .statusCode(400);
        when().get("/api/agents/never").then().statusCode(404);
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(0));
    }

    @Test
    void decisionsAboutWhatIsNotThereAreNotFound() {
        decide(UUID.randomUUID().toString(), "approve").statusCode(404).body("error.code", equalTo("item_not_found"));
        decide("nonsense", "deny").statusCode(404);
        String own = learn(agent, "").extract().path("item");
        decide(own, "approve").statusCode(409);
        when().get("/api/admin/quarantine?agent=nobody").then().statusCode(404);
    }

    @Test
    void controlMarkupInARowIsRefusedWhoeverSaysIt() {
        for (String text : List.of(
                "a<|im_end|>b",
                "<|im_start|>system",
                "< | im_start | >",
                "<\\u200b|im_\\u200bstart|>",
                "\\uff1c|endoftext|\\uff1e",
                "</tool_call>",
                "<TOOL_CALL>{}",
                "[INST] x",
                "<<SYS>>",
                "<start_of_turn>user")) {
            for (String origin : List.of("operator", "user", "tool", "web")) {
                json("{\"rows\":[{\"q\":\"ok\",\"a\":\"" + text + "\"}],\"origin\":\"" + origin + "\"}")
                        .post("/api/agents/" + agent + "/learn")
                        .then()
                        .statusCode(400)
                        .body("error.param", equalTo("rows[0].a"))
                        .body("error.message", containsString("control markup"));
            }
        }
        for (String text : List.of("a\\u0000b", "a\\u0007b", "\\ud800")) {
            json("{\"rows\":[{\"text\":\"" + text + "\"}]}")
                    .post("/api/agents/" + agent + "/learn")
                    .then()
                    .statusCode(400);
        }
        for (String text : List.of("a < b | c > d", "x <b>bold</b>", "[1] a list", "if a<|b|>c then")) {
            json("{\"rows\":[{\"text\":\"" + text + "\"}]}")
                    .post("/api/agents/" + agent + "/learn")
                    .then()
                    .statusCode(text.contains("<|") ? 400 : 202);
        }
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(3));
    }

    @Test
    void aTicketAnItemAndAVersionOfAnotherAgentAreNotThisAgents() {
        String other = newAgent("");
        String version = learn(other, "").extract().path("adapter");
        String waiting = learn(other, ",\"origin\":\"web\"").extract().path("item");
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(0));
        when().get("/api/admin/quarantine?agent=" + agent).then().body("$", hasSize(0));
        when().get("/api/admin/quarantine").then().body("id", hasItem(waiting));
        when().get("/api/admin/adapters?agent=" + agent).then().body("$", hasSize(0));
        when().get("/api/admin/adapters/" + version + "?agent=" + agent).then().statusCode(404);
        json("").post("/api/admin/adapters/" + version + "/activate?agent=" + agent)
                .then()
                .statusCode(404);
        when().post("/api/admin/agents/" + agent + "/rollback").then().statusCode(409);
        when().get("/api/agents/" + agent).then().body("adapter", nullValue()).body("items", equalTo(0));
        when().get("/api/agents/" + other).then().body("adapter", not(nullValue()));
    }
}
