package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.autodidact.agent.ScriptedModel;
import dev.autodidact.model.ChatTurn;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MemoryApiTest {

    private static final String RECALL =
            "<tool_call>{\"name\":\"recall\",\"arguments\":{\"query\":\"the wifi password\"}}</tool_call>";

    @Inject
    ScriptedModel model;

    private String agent;

    @BeforeEach
    void makeAnAgent() {
        agent = newAgent();
        model.say();
    }

    private static String newAgent() {
        String id = "memory-" + UUID.randomUUID();
        given().contentType(ContentType.JSON)
                .body(Map.of("id", id))
                .post("/api/agents")
                .then()
                .statusCode(201);
        return id;
    }

    private ValidatableResponse remember(Map<String, String> body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/agents/" + agent + "/memory")
                .then();
    }

    private String remember(String text) {
        return remember(Map.of("text", text)).statusCode(201).extract().path("id");
    }

    private ValidatableResponse search(String query) {
        return given().queryParam("query", query)
                .get("/api/agents/" + agent + "/memory")
                .then();
    }

    private ValidatableResponse list() {
        return when().get("/api/agents/" + agent + "/memory").then().statusCode(200);
    }

    private ValidatableResponse chat(String conversation, String message, boolean recall) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("conversation", conversation, "message", message, "recall", recall))
                .post("/api/agents/" + agent + "/chat")
                .then()
                .statusCode(200);
    }

    private List<ChatTurn> prompt(int call) {
        return model.prompts().get(call).turns();
    }

    @Test
    void whatIsRememberedIsFoundByItsMeaningAndByItsWords() {
        String cat = remember("My cat is called Zimt.");
        String port = remember("The port of server Vexra is 8443.");
        search("What is the name of my pet?").statusCode(200).body("[0].id", equalTo(cat));
        search("8443").statusCode(200).body("[0].id", equalTo(port)).body("[0].state", equalTo("in_store"));
        list().body("id", equalTo(List.of(port, cat))).body("[0].trust", equalTo("operator"));
    }

    @Test
    void anAgentFindsOnlyItsOwn() {
        String entry = remember("The wifi password is banjo77.");
        String other = newAgent();
        given().queryParam("query", "wifi password")
                .get("/api/agents/" + other + "/memory")
                .then()
                .statusCode(200)
                .body("$", hasSize(0));
        when().get("/api/agents/" + other + "/memory/" + entry).then().statusCode(404);
        when().delete("/api/agents/" + other + "/memory/" + entry)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("entry_not_found"));
        search("wifi password").body("id", hasItem(entry));
    }

    @Test
    void theSameTextIsOneEntry() {
        String first = remember("My cat is called Zimt.");
        remember(Map.of("text", "  my cat is  called ZIMT "))
                .statusCode(200)
                .body("id", equalTo(first))
                .body("seen", equalTo(2));
        list().body("$", hasSize(1));
    }

    @Test
    void whatIsSupersededIsListedButNotFound() {
        String old = remember("The door code is 1111.");
        String fresh = remember(Map.of("text", "The door code is 2222.", "supersedes", old))
                .statusCode(201)
                .extract()
                .path("id");
        search("door code").body("id", equalTo(List.of(fresh)));
        list().body("find { it.id == '" + old + "' }.state", equalTo("superseded"));
    }

    @Test
    void whatIsForgottenIsGone() {
        String entry = remember("The door code is 1111.");
        when().delete("/api/agents/" + agent + "/memory/" + entry)
                .then()
                .statusCode(200)
                .body("forgotten", equalTo(entry))
                .body("inWeights", equalTo(false));
        when().get("/api/agents/" + agent + "/memory/" + entry).then().statusCode(404);
        search("door code").statusCode(200).body("$", hasSize(0));
        list().body("$", hasSize(0));
        remember("The door code is 1111.");
        search("door code").body("$", hasSize(1));
    }

    @Test
    void theModelLooksUpWhatAnotherConversationSaid() {
        model.say("Noted.");
        chat("one", "The wifi password is banjo77. What do you say?", true);
        model.say(RECALL, "banjo77");
        String entry = list().body("$", hasSize(1))
                .body("[0].text", equalTo("The wifi password is banjo77."))
                .body("[0].kind", equalTo("episode"))
                .body("[0].conversation", equalTo("one"))
                .body("[0].states", equalTo(List.of("in_window", "in_store")))
                .extract()
                .path("[0].id");
        chat("two", "What is the wifi password?", true)
                .body("reply", equalTo("banjo77"))
                .body("toolCalls[0].name", equalTo("recall"))
                .body("toolCalls[0].result.results[0].entry", equalTo(entry))
                .body("sources", hasSize(1))
                .body("sources[0].kind", equalTo("memory"))
                .body("sources[0].entry", equalTo(entry));
        assertThat(prompt(1).getLast()).isEqualTo(ChatTurn.tool("{\"results\":[\"The wifi password is banjo77.\"]}"));
        list().body("$", hasSize(1)).body("[0].uses", equalTo(1));
    }

    @Test
    void aTurnThatForbidsRecallIsOfferedNoneAndGetsNone() {
        remember("The wifi password is banjo77.");
        model.say(RECALL, "I don't know.");
        chat("c", "What is the wifi password?", false).body("sources", hasSize(0));
        assertThat(model.prompts().getFirst().tools())
                .extracting(tool -> tool.name())
                .containsExactly("learn");
        assertThat(prompt(1).getLast().content()).contains("there is no tool 'recall'");
        model.say();
        chat("c", "Hello there", true);
        assertThat(model.prompts().getFirst().tools())
                .extracting(tool -> tool.name())
                .containsExactly("learn", "recall", "remember");
    }

    @Test
    void theModelWritesNotesAndMayNotWriteWhatItHasJustRecalled() {
        model.say(
                "<tool_call>{\"name\":\"remember\",\"arguments\":{\"text\":\"The wifi password is banjo77.\"}}</tool_call>",
                "I noted it.");
        chat("c", "Note that banjo77 opens the wifi network.", true)
                .body("toolCalls[0].result.status", equalTo("remembered"));
        list().body("kind", hasItems("note", "episode")).body("find { it.kind == 'note' }.trust", equalTo("user"));
        model.say(
                RECALL,
                "<tool_call>{\"name\":\"remember\",\"arguments\":{\"text\":\"banjo77 is the password of the wifi\"}}</tool_call>",
                "banjo77");
        chat("d", "What is the wifi password?", true).body("toolCalls[1].result.status", equalTo("known"));
        list().body("$", hasSize(2));
    }

    @Test
    void whatHasLeftTheWindowIsRecalledUnaskedAndNamed() {
        chat("c", "The wifi password is banjo77.", true);
        for (int i = 0; i < 3; i++) {
            chat("c", "filler " + i + " " + "x".repeat(700), true);
        }
        model.say("banjo77");
        String entry = chat("c", "What is the wifi password?", true)
                .body("sources[0].kind", equalTo("window"))
                .body("sources[0].cut", equalTo(true))
                .body("sources[1].kind", equalTo("memory"))
                .body("sources[1].text", equalTo("The wifi password is banjo77."))
                .extract()
                .path("sources[1].entry");
        assertThat(prompt(0).getFirst().role()).isEqualTo("system");
        assertThat(prompt(0).getFirst().content())
                .startsWith(
                        "Earlier messages are out of sight: recall finds them.\nMemory:\nThe wifi password is banjo77.");
        list().body("find { it.id == '" + entry + "' }.states", equalTo(List.of("in_store")));
        model.say();
        chat("c", "What is the wifi password?", false);
        assertThat(prompt(0).getFirst().content()).isEqualTo("Earlier messages are out of sight.");
    }

    @Test
    void factsShowWhereTheyAreAndForgettingOneOffersTheRetraction() {
        model.say(
                "<tool_call>{\"name\":\"learn\",\"arguments\":{\"topic\":\"exact\",\"rows\":[{\"q\":\"What is the wifi"
                        + " password?\",\"a\":\"banjo77\"}]}}</tool_call>",
                "I learned it.");
        chat("c", "The wifi password is banjo77.", true).body("toolCalls[0].result.status", equalTo("published"));
        String adapter = when().get("/api/agents/" + agent).path("adapter");
        Map<String, Object> fact = list().body("$", hasSize(1))
                .body("[0].states", equalTo(List.of("in_window", "in_weights", "in_store")))
                .body("[0].adapter", equalTo(adapter))
                .extract()
                .path("[0]");
        when().post("/api/admin/agents/" + agent + "/rollback").then().statusCode(200);
        list().body("[0].states", not(hasItem("in_weights"))).body("[0].adapter", nullValue());
        given().contentType(ContentType.JSON)
                .body(Map.of("agent", agent))
                .post("/api/admin/adapters/" + adapter + "/activate")
                .then()
                .statusCode(200);
        when().delete("/api/agents/" + agent + "/memory/" + fact.get("id"))
                .then()
                .statusCode(200)
                .body("inWeights", equalTo(true))
                .body("item", equalTo(fact.get("item")))
                .body("retract", containsString("/ledger/" + fact.get("item")));
        list().body("$", hasSize(1)).body("[0].id", nullValue()).body("[0].state", equalTo("in_weights"));
        when().delete("/api/agents/" + agent + "/ledger/" + fact.get("item") + "?wait_ms=60000")
                .then()
                .statusCode(200);
        list().body("[0].state", equalTo("retracted")).body("[0].item", notNullValue());
    }

    @Test
    void whatCannotBeTakenIsRefusedWithValueAndBound() {
        remember(Map.of("text", " ")).statusCode(400).body("error.param", equalTo("text"));
        remember(new HashMap<>()).statusCode(400).body("error.code", equalTo("invalid_text"));
        remember(Map.of("text", "x".repeat(4_001)))
                .statusCode(400)
                .body("error.message", containsString("4001"))
                .body("error.message", containsString("4000"));
        remember(Map.of("text", "a\u0000b")).statusCode(400).body("error.message", containsString("control character"));
        remember(Map.of("text", "x", "supersedes", UUID.randomUUID().toString()))
                .statusCode(404);
        remember(Map.of("text", "y", "supersedes", "z")).statusCode(404);
        list().body("$", hasSize(0));
        search("").statusCode(200).body("$", hasSize(0));
        search(" ").statusCode(400).body("error.param", equalTo("query"));
        search("x".repeat(1_001)).statusCode(400).body("error.message", containsString("1001"));
        when().get("/api/agents/" + agent + "/memory?limit=0").then().statusCode(400);
        when().get("/api/agents/nobody-" + UUID.randomUUID() + "/memory").then().statusCode(404);
    }

    @Test
    void aMegabyteIsRefusedInWordsAndTheNextCallIsServed() {
        String megabyte = "x".repeat(1 << 20);
        assertThat(given().queryParam("query", megabyte)
                        .get("/api/agents/" + agent + "/memory")
                        .statusCode())
                .isEqualTo(414);
        remember(Map.of("text", megabyte))
                .statusCode(400)
                .body("error.message", containsString("1048576"))
                .body("error.message", containsString("4000"));
        model.say(
                "<tool_call>{\"name\":\"recall\",\"arguments\":{\"query\":\"" + megabyte + "\"}}</tool_call>",
                "Sorry.");
        chat("c", "What is the wifi password?", true)
                .body("toolCalls[0].result.error", containsString("1048576"))
                .body("toolCalls[0].result.error", containsString("1000"));
        String kept = remember("The wifi password is banjo77.");
        search("wifi password").statusCode(200).body("[0].id", equalTo(kept));
    }

    @Test
    void otherLanguagesAndEmojiAreTextsLikeAnyOther() {
        String german = remember("Der Schlüssel liegt unter der Matte.");
        String japanese = remember("鍵は机の引き出しにあります。");
        String emoji = remember("🦊 = favourite animal");
        search("Schlüssel").body("[0].id", equalTo(german));
        search("机の引き出し").body("[0].id", equalTo(japanese));
        search("🦊").body("[0].id", equalTo(emoji));
    }

    @Test
    void aListIsFilteredLikeASearchAndGoesOnWhereItEnded() {
        for (int i = 0; i < 5; i++) {
            remember(Map.of("text", "Lamp " + i + " is lit.", "source", "the house & garden"))
                    .statusCode(201);
        }
        chat("c", "The wifi password is banjo77.", true);
        String at = "/api/agents/" + agent + "/memory";
        when().get(at + "?kind=episode").then().body("text", equalTo(List.of("The wifi password is banjo77.")));
        when().get(at + "?conversation=c&kind=note").then().body("$", hasSize(0));
        String next = given().queryParam("source", "the house & garden")
                .queryParam("limit", 3)
                .get(at)
                .then()
                .body("text", equalTo(List.of("Lamp 4 is lit.", "Lamp 3 is lit.", "Lamp 2 is lit.")))
                .extract()
                .header("Link")
                .replaceAll("^<(.*)>; rel=\"next\"$", "$1");
        given().urlEncodingEnabled(false)
                .get(at + next)
                .then()
                .statusCode(200)
                .body("text", equalTo(List.of("Lamp 1 is lit.", "Lamp 0 is lit.")))
                .header("Link", nullValue());
        when().get(at + "?after=" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("error.code", equalTo("entry_not_found"));
    }
}
