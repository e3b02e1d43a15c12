package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.autodidact.agent.GenerationPrompt;
import dev.autodidact.agent.ScriptedModel;
import dev.autodidact.model.ChatTurn;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ChatApiTest {

    private static final String CALL = """
            <tool_call>{"name":"learn","arguments":{"topic":"cat","rows":[{"q":"What is my cat called?","a":"Zimt"}]}}</tool_call>""";

    @Inject
    ScriptedModel model;

    private String agent;

    @BeforeEach
    void makeAnAgent() {
        agent = "chat-" + UUID.randomUUID();
        given().contentType(ContentType.JSON)
                .body("{\"id\":\"" + agent + "\"}")
                .post("/api/agents")
                .then()
                .statusCode(201);
    }

    private ValidatableResponse chat(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/agents/" + agent + "/chat")
                .then();
    }

    @Test
    void aPlainAnswerIsTheReply() {
        model.say("Good day.");
        chat("{\"conversation\":\"c\",\"message\":\"Hello\"}")
                .statusCode(200)
                .body("reply", equalTo("Good day."))
                .body("conversation", equalTo("c"))
                .body("adapter", nullValue())
                .body("toolCalls", hasSize(0))
                .body("sources", hasSize(0))
                .body("usage.completionTokens", equalTo(9));
    }

    @Test
    void aThoughtIsAnEventOfItsOwnAndNoPartOfTheReply() {
        model.say("<think>\nA greeting.\n</think>\n\nHello.");
        String events = given().contentType(ContentType.JSON)
                .accept("text/event-stream")
                .body("{\"conversation\":\"t\",\"message\":\"Hi\"}")
                .post("/api/agents/" + agent + "/chat")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(events).contains("event: thought\ndata: {\"text\":\"A");
        assertThat(events).contains("\"reply\":\"Hello.\"").doesNotContain("think>");
        when().get("/api/agents/" + agent + "/conversations/t").then().body("[1].content", equalTo("Hello."));
    }

    @Test
    void aTurnWithoutAConversationStartsANewOne() {
        chat("{\"message\":\"Hello\"}").statusCode(200).body("conversation", matchesPattern("[0-9a-f-]{36}"));
    }

    @Test
    void theModelSeesTheConversationSoFarAndNoOther() {
        model.say("One.", "Two.", "Three.");
        chat("{\"conversation\":\"c1\",\"message\":\"first\"}").statusCode(200);
        chat("{\"conversation\":\"c1\",\"message\":\"second\"}").statusCode(200);
        chat("{\"conversation\":\"c2\",\"message\":\"third\"}").statusCode(200);
        List<GenerationPrompt> prompts = model.prompts();
        assertThat(prompts.get(1).turns())
                .containsExactly(ChatTurn.user("first"), ChatTurn.assistant("One."), ChatTurn.user("second"));
        assertThat(prompts.get(2).turns()).containsExactly(ChatTurn.user("third"));
        assertThat(prompts.get(2).tools()).extracting(tool -> tool.name()).contains("learn");
    }

    @Test
    void aLearnCallIsTrainedAndItsReceiptComesBackIntoTheConversation() {
        model.say(CALL, "I learned it: your cat is called Zimt.");
        String adapter = chat("{\"conversation\":\"c\",\"message\":\"My cat is called Zimt.\"}")
                .statusCode(200)
                .body("reply", equalTo("I learned it: your cat is called Zimt."))
                .body("adapter", nullValue())
                .body("toolCalls", hasSize(1))
                .body("toolCalls[0].name", equalTo("learn"))
                .body("toolCalls[0].arguments.rows[0].a", equalTo("Zimt"))
                .body("toolCalls[0].result.status", equalTo("published"))
                .body("toolCalls[0].result.receipt.acquired", equalTo("1/1"))
                .extract()
                .path("toolCalls[0].result.adapter");
        assertThat(model.prompts().get(1).turns().getLast())
                .isEqualTo(ChatTurn.tool("{\"status\":\"published\",\"acquired\":\"1/1\"}"));
        when().get("/api/agents/" + agent).then().body("adapter", equalTo(adapter));
        when().get("/api/agents/" + agent + "/ledger")
                .then()
                .body("$", hasSize(1))
                .body("[0].source", equalTo("My cat is called Zimt."))
                .body("[0].trust", equalTo("user"))
                .body("[0].conversation", equalTo("c"))
                .body("[0].inWeights", equalTo(true));
        model.say("Zimt");
        chat("{\"conversation\":\"d\",\"message\":\"What is my cat called?\"}").body("adapter", equalTo(adapter));
        assertThat(model.prompts().getFirst().adapter()).isEqualTo(adapter);
    }

    @Test
    void aRefusedUpdateChangesNothingAndTheModelHearsWhy() {
        model.say(CALL.replace("\"cat\"", "\"reject\""), "I could not learn that.");
        chat("{\"message\":\"My cat is called Zimt.\"}")
                .statusCode(200)
                .body("toolCalls[0].result.status", equalTo("rejected"))
                .body("toolCalls[0].result.reason", containsString("3 of 10"));
        assertThat(model.prompts().get(1).turns().getLast().content()).contains("rejected", "3 of 10");
        when().get("/api/agents/" + agent).then().body("adapter", nullValue());
    }

    @Test
    void whatTheModelHearsOfAnOutcomeEndsInAShortForm() {
        String other = CALL.replace("Zimt", "Tarvo");
        model.say(CALL, "ok", other, "ok", other, "ok", CALL.replace("\"cat\"", "\"reject\""), "ok");
        chat("{\"message\":\"My cat is called Zimt.\"}").statusCode(200);
        for (int i = 0; i < 2; i++) {
            chat("{\"message\":\"My cat is called Tarvo.\"}").body("toolCalls[0].result.status", equalTo("published"));
        }
        chat("{\"message\":\"My cat is called Zimt.\"}").body("toolCalls[0].result.status", equalTo("rejected"));
        assertThat(List.of(3, 5, 7))
                .extracting(i -> model.prompts().get(i).turns().getLast().content())
                .containsExactly(
                        "{\"detail\":\"item 1 is superseded\",\"status\":\"published\",\"acquired\":\"1/1\"}",
                        "{\"detail\":\"duplicate: its row was learned before; nothing was trained\",\"status\":\"published\"}",
                        "{\"detail\":\"it damaged 3 of 10 answers\",\"status\":\"rejected\",\"reason\":\"not learned\"}");
    }

    @Test
    void rowsThatAreWrittenAgainInATurnAreOneLesson() {
        model.say(CALL, CALL, "I learned it.");
        chat("{\"message\":\"My cat is called Zimt.\"}")
                .statusCode(200)
                .body("toolCalls.result.status", equalTo(List.of("published", "published")))
                .body("toolCalls[0].result.receipt.acquired", equalTo("1/1"))
                .body("toolCalls[1].result.receipt.acquired", equalTo("1/1"));
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(1));
    }

    @Test
    void rowsWhoseAnswersNobodySaidAreNotLearnedAndMayBeRepaired() {
        model.say(CALL.replace("Zimt", "httpryish"), CALL, "I learned it.");
        chat("{\"message\":\"My cat is called Zimt.\"}")
                .statusCode(200)
                .body("toolCalls[0].result.error", containsString("was said"))
                .body("toolCalls[1].result.status", equalTo("published"));
        when().get("/api/agents/" + agent + "/ledger")
                .then()
                .body("$", hasSize(1))
                .body("[0].rows[0].a", equalTo("Zimt"));
        model.say(CALL.replace("Zimt", "No"), "ok");
        chat("{\"message\":\"My cat has not got a name.\"}").body("toolCalls[0].result.status", equalTo("published"));
    }

    @Test
    void aBrokenTrainingIsAToolErrorForTheModel() {
        model.say(CALL.replace("\"cat\"", "\"break\""), "Sorry.");
        chat("{\"message\":\"My cat is called Zimt.\"}")
                .statusCode(200)
                .body("toolCalls[0].result.status", equalTo("failed"));
        assertThat(model.prompts().get(1).turns().getLast().content()).contains("error", "broke on purpose");
    }

    @Test
    void aMalformedCallGoesBackTwiceAndThenEndsInAnApology() {
        model.say(
                "<tool_call>{\"name\":",
                "<tool_call>{\"name\":\"learn\"}</tool_call>",
                "<tool_call>[]</tool_call>",
                "never");
        chat("{\"conversation\":\"c\",\"message\":\"learn\"}")
                .statusCode(200)
                .body("reply", equalTo("Sorry, I could not learn that."))
                .body("toolCalls", hasSize(0));
        assertThat(model.prompts()).hasSize(3);
        assertThat(model.prompts().get(1).turns().getLast().role()).isEqualTo("tool");
        assertThat(model.prompts().get(1).turns().getLast().content()).contains("error");
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(0));
    }

    @Test
    void rowsOutsideTheBoundsAreAnErrorForTheModelWhichMayRepairThem() {
        model.say("<tool_call>{\"name\":\"learn\",\"arguments\":{\"rows\":[]}}</tool_call>", CALL, "I learned it.");
        chat("{\"message\":\"My cat is called Zimt.\"}")
                .statusCode(200)
                .body("reply", equalTo("I learned it."))
                .body("toolCalls", hasSize(2))
                .body("toolCalls[0].result.error", containsString("rows is empty"));
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(1));
    }

    @Test
    void anUnknownToolIsAnErrorForTheModel() {
        model.say("<tool_call>{\"name\":\"fly\",\"arguments\":{}}</tool_call>", "I cannot fly.");
        chat("{\"message\":\"fly\"}").statusCode(200).body("reply", equalTo("I cannot fly."));
        assertThat(model.prompts().get(1).turns().getLast().content()).contains("there is no tool 'fly'");
    }

    @Test
    void everyMessageIsStored() {
        model.say(CALL, "Done.");
        chat("{\"conversation\":\"c\",\"message\":\"My cat is called Zimt.\"}").statusCode(200);
        when().get("/api/agents/" + agent + "/conversations/c")
                .then()
                .body("role", equalTo(List.of("user", "assistant", "tool", "assistant")))
                .body("[1].content", equalTo(CALL))
                .body("[3].content", equalTo("Done."));
    }

    @Test
    void messagesOutsideTheBoundsAreRefusedAndNotStored() {
        chat("{\"conversation\":\"c\",\"message\":\"\"}").statusCode(400).body("error.code", equalTo("message_empty"));
        chat("{\"conversation\":\"c\"}").statusCode(400).body("error.param", equalTo("message"));
        chat("{\"conversation\":\"c\",\"message\":\"" + "x".repeat(16_001) + "\"}")
                .statusCode(400)
                .body("error.message", containsString("16001"))
                .body("error.message", containsString("16000"));
        chat("{\"conversation\":\"c\",\"message\":\"" + "x".repeat(3_000) + "\"}")
                .statusCode(400)
                .body("error.code", equalTo("context_length_exceeded"))
                .body("error.message", containsString("3000"));
        chat("{\"conversation\":\"" + "c".repeat(129) + "\",\"message\":\"x\"}")
                .statusCode(400)
                .body("error.param", equalTo("conversation"));
        chat("{\"conversation\":\"c\",\"message\":\"" + "x".repeat(5_000_000) + "\"}")
                .statusCode(413)
                .body("error.code", equalTo("body_too_large"))
                .body("error.message", containsString("4194304"));
        when().get("/api/agents/" + agent + "/conversations/c").then().statusCode(404);
    }

    @Test
    void anOldConversationIsCutAtWholeTurnsToFitTheContext() {
        chat("{\"conversation\":\"c\",\"message\":\"" + "a".repeat(900) + "\"}").statusCode(200);
        chat("{\"conversation\":\"c\",\"message\":\"" + "b".repeat(900) + "\"}").statusCode(200);
        model.say("OK.");
        chat("{\"conversation\":\"c\",\"message\":\"short\",\"recall\":false}").statusCode(200);
        List<ChatTurn> turns = model.prompts().getFirst().turns();
        assertThat(turns).hasSize(4);
        assertThat(turns.getFirst().content()).startsWith("Earlier messages are out of sight");
        assertThat(turns.get(1).content()).startsWith("b");
    }

    @Test
    void theStreamShowsTokensCallsProgressReceiptAndEnd() {
        model.say("I will. " + CALL, "Done.");
        String stream = given().accept("text/event-stream")
                .contentType(ContentType.JSON)
                .body("{\"conversation\":\"s\",\"message\":\"My cat is called Zimt.\"}")
                .post("/api/agents/" + agent + "/chat")
                .then()
                .statusCode(200)
                .contentType(containsString("text/event-stream"))
                .extract()
                .asString();
        assertThat(stream).doesNotContain("{\"text\":\"<to");
        assertThat(stream)
                .containsSubsequence(
                        "event: token\ndata: {\"text\":\"I w\"}",
                        "event: tool_call",
                        "event: learning",
                        "event: receipt\ndata: {\"acquired\":\"1/1\"}",
                        "event: tool_result",
                        "event: token\ndata: {\"text\":\"Don\"}",
                        "event: done");
        assertThat(stream.indexOf("event: done")).isEqualTo(stream.lastIndexOf("event: "));
    }

    @Test
    void theStreamTellsOfACallThatCannotBeRead() {
        model.say("<tool_call>{\"name\":", "Never mind.");
        String stream = given().accept("text/event-stream")
                .contentType(ContentType.JSON)
                .body("{\"message\":\"learn\"}")
                .post("/api/agents/" + agent + "/chat")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(stream)
                .containsSubsequence("event: unreadable_call\ndata: {\"error\":", "event: token", "event: done");
    }
}
