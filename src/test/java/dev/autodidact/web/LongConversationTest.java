package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.autodidact.agent.ScriptedModel;
import dev.autodidact.model.ChatTurn;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversations that are longer than the model's window. */
@QuarkusTest
class LongConversationTest {

    @Inject
    ScriptedModel model;

    private String agent;

    @BeforeEach
    void makeAnAgent() {
        agent = "long-" + UUID.randomUUID();
        given().contentType(ContentType.JSON).body(Map.of("id", agent)).post("/api/agents");
        model.say();
    }

    private ValidatableResponse chat(String conversation, String message, boolean recall) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("conversation", conversation, "message", message, "recall", recall))
                .post("/api/agents/" + agent + "/chat")
                .then()
                .statusCode(200);
    }

    /** How often the oldest message that the model sees is another one than at the turn before. */
    private int moves(int turns, IntFunction<String> message) {
        String first = "";
        int moves = -1;
        for (int i = 0; i < turns; i++) {
            model.say("OK.");
            chat("long", message.apply(i), false);
            List<ChatTurn> seen = model.prompts().getFirst().turns();
            String oldest =
                    seen.get(seen.getFirst().role().equals("system") ? 1 : 0).content();
            moves += oldest.equals(first) ? 0 : 1;
            first = oldest;
        }
        return moves;
    }

    @Test
    void aConversationThatWasCutIsNotCutAgainAtEachTurn() {
        // there is room for fifteen turns
        assertThat(moves(30, i -> i + " " + "y".repeat(96))).isBetween(2, 5);
        assertThat(model.prompts().getFirst().turns()).hasSizeGreaterThan(20);
    }

    @Test
    void norIsOneOfWhichOnlyTheEndIsReadBack() {
        // thirty turns are read back
        assertThat(moves(50, i -> "z" + i)).isBetween(1, 4);
        assertThat(model.prompts().getFirst().turns()).hasSizeGreaterThan(40);
        when().get("/api/agents/" + agent + "/conversations/long?limit=1000")
                .then()
                .body("size()", equalTo(100));
    }

    @Test
    void whatARecallPushesOutOfTheWindowIsRecalledItself() {
        chat("c", "The wifi password of the house is banjo77.", true);
        for (int i = 0; i < 4; i++) {
            chat("c", "Filler " + i + " is told here " + "about the wifi ".repeat(12), true);
        }
        chat("c", "The wifi password of the hut is tulip12.", true);
        for (int i = 0; i < 4; i++) {
            chat("c", "What is number " + i + "? " + "x".repeat(240), true);
        }
        model.say();
        chat("c", "What is the wifi password of the hut?", true).body("sources[0].cut", equalTo(true));
        List<ChatTurn> seen = model.prompts().getFirst().turns();
        assertThat(seen.getFirst().content()).contains("Memory:").contains("tulip12");
        assertThat(seen.subList(1, seen.size()).toString()).doesNotContain("tulip12");
    }

    @Test
    void aLongConversationIsReadBackwardsPageByPage() {
        for (int i = 0; i < 4; i++) {
            chat("c", "number " + i, true);
        }
        String at = "/api/agents/" + agent + "/conversations/c";
        String prev = when().get(at + "?limit=3")
                .then()
                .statusCode(200)
                .body("content", equalTo(List.of("OK.", "number 3", "OK.")))
                .extract()
                .header("Link")
                .replaceAll("^<(.*)>; rel=\"prev\"$", "$1");
        String first = when().get(at + prev)
                .then()
                .body("content", equalTo(List.of("number 1", "OK.", "number 2")))
                .extract()
                .path("[0].id");
        when().get(at + "?limit=1000&before=" + first)
                .then()
                .statusCode(200)
                .body("content", equalTo(List.of("number 0", "OK.")))
                .header("Link", nullValue());
        when().get(at + "?before=" + java.util.UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("error.code", equalTo("message_not_found"));
        when().get(at + "?limit=0").then().statusCode(400).body("error.message", containsString("1000"));
    }
}
