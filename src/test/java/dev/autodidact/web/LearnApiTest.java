package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.autodidact.agent.ScriptedTraining;
import dev.autodidact.sft.LearningJob;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LearnApiTest {

    @Inject
    ScriptedTraining training;

    private String agent;

    @BeforeEach
    void makeAnAgent() {
        agent = newAgent();
    }

    private static String newAgent() {
        String id = "learn-" + UUID.randomUUID();
        json("{\"id\":\"" + id + "\"}").post("/api/agents").then().statusCode(201);
        return id;
    }

    private static RequestSpecification json(String body) {
        return given().contentType(ContentType.JSON).body(body);
    }

    private ValidatableResponse learn(String body) {
        return json(body).post("/api/agents/" + agent + "/learn").then();
    }

    private String learned(String question) {
        return learn("{\"rows\":[{\"q\":\"" + question + "\",\"a\":\"x\"}],\"wait_ms\":20000}")
                .statusCode(200)
                .body("state", equalTo("published"))
                .extract()
                .path("adapter");
    }

    private static void await(String ticket, String state) {
        String now = "";
        for (int i = 0; i < 1_000 && !now.equals(state); i++) {
            now = when().get("/api/learning/" + ticket)
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("state");
            Thread.onSpinWait();
        }
        assertThat(now).isEqualTo(state);
    }

    @Test
    void aTeachingThatIsAwaitedAnswersWithItsReceipt() {
        learn("{\"source\":\"The code is 8.\",\"rows\":[{\"q\":\"What is the code?\",\"a\":\"8\"}],\"wait_ms\":20000}")
                .statusCode(200)
                .header("Location", containsString("/api/learning/"))
                .body("state", equalTo("published"))
                .body("progress", equalTo(1.0f))
                .body("parent", nullValue())
                .body("adapter", notNullValue())
                .body("receipt.acquired", equalTo("1/1"));
    }

    @Test
    void aTeachingThatIsNotAwaitedAnswersWithATicketThatCanBeFollowed() {
        String ticket = learn("{\"rows\":[{\"text\":\"x\"}],\"topic\":\"hold\"}")
                .statusCode(202)
                .body("state", equalTo("queued"))
                .extract()
                .path("ticket");
        await(ticket, "training");
        when().get("/api/learning/" + ticket)
                .then()
                .body("progress", equalTo(0.5f))
                .body("note", equalTo("half way"));
        training.letGo(1);
        String events = when().get("/api/learning/" + ticket + "/events")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(events).containsSubsequence("event: learning", "event: receipt", "event: done", "\"published\"");
    }

    @Test
    void versionsFormAChainWithTheItemsThatTheyHold() {
        String first = learned("one?");
        String second = learned("two?");
        assertThat(second).isNotEqualTo(first);
        when().get("/api/admin/adapters?agent=" + agent)
                .then()
                .body("$", hasSize(2))
                .body("[0].version", equalTo(second))
                .body("[0].parent", equalTo(first))
                .body("[0].active", equalTo(true))
                .body("[1].active", equalTo(false));
        when().get("/api/admin/adapters/" + second)
                .then()
                .statusCode(200)
                .body("items", hasSize(2))
                .body("items[1].rows[0].q", equalTo("two?"))
                .body("curve", hasSize(2))
                .body("receipt.acquired", equalTo("1/1"))
                .body("rank", equalTo(8));
        LearningJob last = training.jobs().getLast();
        assertThat(last.parent()).isEqualTo(first);
        assertThat(last.learned()).hasSize(1);
    }

    @Test
    void rollbackGoesToTheParentAndActivateComesBack() {
        String first = learned("one?");
        String second = learned("two?");
        when().post("/api/admin/agents/" + agent + "/rollback")
                .then()
                .statusCode(200)
                .body("adapter", equalTo(first));
        when().get("/api/agents/" + agent + "/ledger")
                .then()
                .body("inWeights", equalTo(java.util.List.of(true, false)));
        when().post("/api/admin/agents/" + agent + "/rollback")
                .then()
                .statusCode(200)
                .body("adapter", nullValue());
        when().post("/api/admin/agents/" + agent + "/rollback")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("nothing_to_roll_back"));
        when().post("/api/admin/adapters/" + second + "/activate")
                .then()
                .statusCode(200)
                .body("adapter", equalTo(second));
        when().get("/api/agents/" + agent)
                .then()
                .body("adapter", equalTo(second))
                .body("generation", equalTo(5));
    }

    @Test
    void aVersionOfAnotherAgentCannotBeActivatedForThisOne() {
        String other = learned("one?");
        json("{\"agent\":\"" + newAgent() + "\"}")
                .post("/api/admin/adapters/" + other + "/activate")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("version_not_found"));
        for (String version : new String[] {"0".repeat(64), "nonsense", "..%2F..%2Fetc"}) {
            when().get("/api/admin/adapters/" + version)
                    .then()
                    .statusCode(404)
                    .body("error.type", equalTo("not_found_error"));
        }
    }

    @Test
    void aTrainingThatLostTheRaceRunsAgainFromTheNewVersion() {
        String first = learned("one?");
        learned("two?");
        String ticket = learn("{\"rows\":[{\"text\":\"x\"}],\"topic\":\"hold\"}")
                .extract()
                .path("ticket");
        await(ticket, "training");
        json("").post("/api/admin/adapters/" + first + "/activate").then().statusCode(200);
        training.letGo(2);
        await(ticket, "published");
        when().get("/api/learning/" + ticket).then().body("attempt", equalTo(2)).body("parent", equalTo(first));
    }

    @Test
    void theSameIdempotencyKeyGivesTheSameTicket() {
        String body = "{\"rows\":[{\"text\":\"x\"}]}";
        String one = json(body)
                .header("Idempotency-Key", "k1")
                .post("/api/agents/" + agent + "/learn")
                .path("ticket");
        String two = json(body)
                .header("Idempotency-Key", "k1")
                .post("/api/agents/" + agent + "/learn")
                .path("ticket");
        assertThat(two).isEqualTo(one);
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(1));
    }

    @Test
    void anIdempotencyKeyThatWasUsedForOtherRowsIsRefused() {
        json("{\"rows\":[{\"text\":\"x\"}]}")
                .header("Idempotency-Key", "k2")
                .post("/api/agents/" + agent + "/learn")
                .then()
                .statusCode(202);
        json("{\"rows\":[{\"text\":\"y\"}]}")
                .header("Idempotency-Key", "k2")
                .post("/api/agents/" + agent + "/learn")
                .then()
                .statusCode(422)
                .body("error.code", equalTo("idempotency_key_reused"))
                .body("error.param", equalTo("Idempotency-Key"));
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(1));
    }

    @Test
    void fieldsWithoutAnythingToReadAreRefusedAndAnEmptySourceIsNone() {
        learn("{\"rows\":[{\"q\":\"\\u200b\",\"a\":\"b\"}]}").statusCode(400).body("error.param", equalTo("rows[0].q"));
        learn("{\"rows\":[{\"q\":\"a\",\"a\":\"\\u2060 \"}]}")
                .statusCode(400)
                .body("error.param", equalTo("rows[0].a"));
        learn("{\"rows\":[{\"q\":\"?\",\"a\":\"b\"}]}")
                .statusCode(400)
                .body("error.message", containsString("at least one letter"));
        learn("{\"rows\":[{\"q\":\"And now?\",\"a\":\"and now\"}]}")
                .statusCode(400)
                .body("error.message", containsString("the question itself"));
        learn("{\"rows\":[{\"text\":\"...\"}]}").statusCode(400).body("error.param", equalTo("rows[0].text"));
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(0));
        learn("{\"source\":\"  \",\"topic\":\"\",\"rows\":[{\"q\":\"\ud83d\udc31\",\"a\":\"!\"}]}")
                .statusCode(202);
        when().get("/api/agents/" + agent + "/ledger")
                .then()
                .body("[0].source", nullValue())
                .body("[0].topic", nullValue());
    }

    @Test
    void rowsOutsideTheBoundsAreRefusedWithTheValueAndTheBound() {
        learn("{}").statusCode(400).body("error.param", equalTo("rows"));
        learn("{\"rows\":[]}").statusCode(400).body("error.message", containsString("rows is empty"));
        learn("{\"rows\":[null]}").statusCode(400).body("error.param", equalTo("rows"));
        learn("{\"rows\":[{\"q\":\"only a question\"}]}").statusCode(400).body("error.param", equalTo("rows[0].a"));
        learn("{\"rows\":[{\"text\":\"ok\"},{\"text\":\" \"}]}")
                .statusCode(400)
                .body("error.param", equalTo("rows[1].text"));
        learn("{\"rows\":[{\"q\":\"a\",\"a\":\"b\",\"text\":\"c\"}]}")
                .statusCode(400)
                .body("error.param", equalTo("rows[0]"));
        learn("{\"rows\":[{\"text\":\"" + "x".repeat(2_001) + "\"}]}")
                .statusCode(400)
                .body("error.message", containsString("2001"))
                .body("error.message", containsString("2000"));
        learn("{\"rows\":[" + "{\"text\":\"x\"},".repeat(64) + "{\"text\":\"x\"}]}")
                .statusCode(400)
                .body("error.message", containsString("65"));
        learn("{\"rows\":[{\"text\":\"x\"}],\"kind\":\"rumour\"}")
                .statusCode(400)
                .body("error.param", equalTo("kind"));
        learn("{\"rows\":[{\"text\":\"x\"}],\"strength\":100}")
                .statusCode(400)
                .body("error.param", equalTo("strength"));
        learn("{\"rows\":[{\"text\":\"x\"}],\"wait_ms\":-1}").statusCode(400).body("error.param", equalTo("wait_ms"));
        learn("{\"rows\":\"x\"}").statusCode(400).body("error.code", equalTo("invalid_json"));
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(0));
    }

    @Test
    void aFullQueueAnswers429WithRetryAfterAndStoresNothing() {
        String held = learn("{\"rows\":[{\"text\":\"x\"}],\"topic\":\"hold\"}")
                .statusCode(202)
                .extract()
                .path("ticket");
        await(held, "training");
        int accepted = 1;
        ValidatableResponse last;
        do {
            last = learn("{\"rows\":[{\"text\":\"x\"}]}");
            accepted++;
        } while (last.extract().statusCode() == 202 && accepted < 100);
        last.statusCode(429)
                .header("Retry-After", "5")
                .body("error.type", equalTo("rate_limit_error"))
                .body("error.code", equalTo("queue_full"));
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(accepted - 1));
        training.letGo(1);
        await(held, "published");
    }

    @Test
    void unknownTicketsAreNotFound() {
        for (String ticket : new String[] {UUID.randomUUID().toString(), "nonsense"}) {
            when().get("/api/learning/" + ticket)
                    .then()
                    .statusCode(404)
                    .body("error.code", equalTo("ticket_not_found"));
            when().get("/api/learning/" + ticket + "/events").then().statusCode(404);
        }
    }
}
