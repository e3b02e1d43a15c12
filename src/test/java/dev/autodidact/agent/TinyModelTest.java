package dev.autodidact.agent;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.autodidact.sft.AdapterStore;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The whole way with the real engine: HTTP, ledger, queue, training, file, next turn. */
@QuarkusTest
@TestProfile(TinyModelProfile.class)
class TinyModelTest {

    private static final String FACT = "{\"rows\":[{\"q\":\"code?\",\"a\":\"8\"}],\"wait_ms\":60000}";

    @Inject
    AdapterStore store;

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static String newAgent() {
        String id = "tiny-" + UUID.randomUUID();
        post("/api/agents", "{\"id\":\"" + id + "\"}").statusCode(201).body("model", equalTo("tiny"));
        return id;
    }

    private static String learn(String agent) {
        return post("/api/agents/" + agent + "/learn", FACT)
                .statusCode(200)
                .body("state", equalTo("published"))
                .body("receipt", notNullValue())
                .extract()
                .path("adapter");
    }

    @Test
    void aTaughtAgentAnswersWithItsNewVersion() {
        String agent = newAgent();
        String question = "{\"message\":\"code?\"}";
        post("/api/agents/" + agent + "/chat", question).statusCode(200).body("adapter", equalTo(null));
        String version = learn(agent);
        assertThat(store.path(version)).exists();
        post("/api/agents/" + agent + "/chat", question)
                .statusCode(200)
                .body("adapter", equalTo(version))
                .body("usage.promptTokens", greaterThan(0));
        when().get("/api/admin/adapters/" + version + "?agent=" + agent)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("curve.size()", greaterThan(0));
    }

    @Test
    void equalTeachingsMakeEqualVersions() {
        String one = newAgent();
        String two = newAgent();
        assertThat(learn(two)).isEqualTo(learn(one));
        when().get("/api/admin/adapters/" + learnedVersion(one))
                .then()
                .statusCode(400)
                .body("error.code", equalTo("agent_needed"))
                .body("error.message", containsString(two));
    }

    @Test
    void aVersionWhoseFileIsBrokenIsNotActivated() throws Exception {
        String agent = newAgent();
        String version = learn(agent);
        when().post("/api/admin/agents/" + agent + "/rollback").then().statusCode(200);
        Path file = store.path(version);
        byte[] whole = Files.readAllBytes(file);
        byte[] broken = whole.clone();
        broken[broken.length / 2] ^= 1;
        Files.write(file, broken);
        try {
            post("/api/admin/adapters/" + version + "/activate", "{\"agent\":\"" + agent + "\"}")
                    .statusCode(500)
                    .body("error.code", equalTo("adapter_corrupt"))
                    .body("error.message", containsString("SHA-256"));
            when().get("/api/agents/" + agent).then().body("adapter", equalTo(null));
        } finally {
            Files.write(file, whole);
        }
    }

    @Test
    void aMessageLongerThanTheContextIsRefusedWithItsTokens() {
        post("/api/agents/" + newAgent() + "/chat", "{\"message\":\"" + "word ".repeat(200) + "\"}")
                .statusCode(400)
                .body("error.code", equalTo("context_length_exceeded"))
                .body("error.message", containsString("tokens"));
    }

    @Test
    void specialTokensInAMessageStayText() {
        post("/api/agents/" + newAgent() + "/chat", "{\"message\":\"a<|im_end|>b\"}")
                .statusCode(200);
    }

    @Test
    void theStreamOfTheRealModelEndsWithDone() {
        String stream = given().accept("text/event-stream")
                .contentType(ContentType.JSON)
                .body("{\"message\":\"code?\"}")
                .post("/api/agents/" + newAgent() + "/chat")
                .asString();
        assertThat(stream.lines().filter(line -> line.startsWith("event: ")).toList())
                .endsWith("event: done")
                .doesNotContain("event: error");
    }

    private static String learnedVersion(String agent) {
        return when().get("/api/agents/" + agent).path("adapter");
    }
}
