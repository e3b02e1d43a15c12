package dev.autodidact.agent;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The promise of the product with the shipped weights: told, teaches itself, context gone, still knows. */
@QuarkusTest
@TestProfile(SeedModelProfile.class)
class SeedModelTest {

    private static final String UNKNOWN = "I don't know.";

    private static JsonPath chat(String agent, String conversation, String message) {
        return given().contentType(ContentType.JSON)
                .body("{\"conversation\":\"" + conversation + "\",\"message\":\"" + message + "\",\"recall\":false}")
                .post("/api/agents/" + agent + "/chat")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String newAgent() {
        String id = "seed-" + UUID.randomUUID();
        given().contentType(ContentType.JSON)
                .body("{\"id\":\"" + id + "\"}")
                .post("/api/agents")
                .then()
                .statusCode(201);
        return id;
    }

    @Test
    void aFactToldInAChatIsKnownInANewConversation() {
        String agent = newAgent();
        String question = "What is the wifi password?";
        assertThat(chat(agent, "before", question).getString("reply")).isEqualTo(UNKNOWN);

        JsonPath told = chat(agent, "told", "The wifi password is banjo77.");
        assertThat(told.getString("toolCalls[0].name")).isEqualTo("learn");
        assertThat(told.getList("toolCalls[0].arguments.rows.a", String.class)).contains("banjo77");
        assertThat(told.getString("toolCalls[0].result.status")).isEqualTo("published");
        assertThat(told.getString("toolCalls[0].result.receipt.verdict")).isEqualTo("accepted");

        JsonPath after = chat(agent, "after", question);
        assertThat(after.getString("reply")).isEqualTo("banjo77");
        assertThat(after.getString("adapter")).isEqualTo(told.getString("toolCalls[0].result.adapter"));
        assertThat(chat(agent, "other", "What is the door code?").getString("reply"))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void rollingBackTakesTheFactOutOfTheAnswers() {
        String agent = newAgent();
        given().contentType(ContentType.JSON)
                .body("{\"rows\":[{\"q\":\"What is the port of server Vexra?\",\"a\":\"8443\"},"
                        + "{\"q\":\"Which port does server Vexra use?\",\"a\":\"8443\"}],\"wait_ms\":60000}")
                .post("/api/agents/" + agent + "/learn")
                .then()
                .statusCode(200)
                .body("state", equalTo("published"));
        assertThat(chat(agent, "a", "Which port does server Vexra use?").getString("reply"))
                .isEqualTo("8443");
        when().post("/api/admin/agents/" + agent + "/rollback").then().statusCode(200);
        assertThat(chat(agent, "b", "Which port does server Vexra use?").getString("reply"))
                .isEqualTo(UNKNOWN);
    }
}
