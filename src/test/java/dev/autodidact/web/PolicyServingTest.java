package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.autodidact.agent.GenerationPrompt;
import dev.autodidact.agent.ScriptedModel;
import dev.autodidact.sft.AdapterStore;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A promoted policy writes the learn calls of chats, and nothing else. */
@QuarkusTest
class PolicyServingTest {

    private static final String BASE = "0".repeat(64);
    private static final String OWN = call("What is my cat called?");
    private static final String EDIT = call("Which name does my cat have?");

    @Inject
    ScriptedModel model;

    @Inject
    Promotions promotions;

    private String agent;

    private static String call(String question) {
        return """
            <tool_call>{"name":"learn","arguments":{"topic":"cat","rows":[{"q":"%s","a":"Zimt"}]}}</tool_call>\
            """.formatted(question);
    }

    @BeforeEach
    void makeAnAgent() {
        agent = "served-" + UUID.randomUUID();
        post("/api/agents", "{\"id\":\"" + agent + "\"}").statusCode(201);
    }

    @AfterEach
    void serveNone() {
        promotions.none();
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private ValidatableResponse chat(String message) {
        return post("/api/agents/" + agent + "/chat", "{\"message\":\"" + message + "\"}");
    }

    private static byte[] policy(String name) {
        return (name + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theLearnCallIsWrittenByThePolicyUnderTheAgentsAdapterAndAnswersAreNot() {
        byte[] bytes = policy("one");
        String version = AdapterStore.versionOf(bytes);
        UUID run = promotions.promote(BASE, bytes);

        model.say("Good day.");
        chat("Hello").statusCode(200).body("policy", nullValue());
        assertThat(model.prompts()).extracting(GenerationPrompt::policy).containsExactly((String) null);

        model.say("I will. " + OWN, EDIT, "I learned it.");
        String adapter = chat("My cat is called Zimt.")
                .statusCode(200)
                .body("policy", equalTo(version))
                .body("adapter", nullValue())
                .body("toolCalls", hasSize(1))
                .body("toolCalls[0].arguments.rows.q", contains("Which name does my cat have?"))
                .extract()
                .path("toolCalls[0].result.adapter");
        List<GenerationPrompt> prompts = model.prompts();
        assertThat(prompts).extracting(GenerationPrompt::policy).containsExactly(null, version, null);
        assertThat(prompts.get(1).turns()).isEqualTo(prompts.get(0).turns());
        assertThat(prompts.get(1).options()).isEqualTo(prompts.get(0).options());
        when().get("/api/agents/" + agent + "/ledger").then().body("$", hasSize(1));

        model.say(OWN, EDIT, "Done.");
        chat("My cat is called Zimt, as I said.")
                .body("policy", equalTo(version))
                .body("adapter", equalTo(adapter))
                .body("sources.adapter", hasItem(adapter));
        assertThat(model.prompts()).extracting(GenerationPrompt::adapter).containsOnly(adapter);

        when().get("/api/admin/policy/runs/" + run)
                .then()
                .body("promoted.served", equalTo(true))
                .body("promoted.written", equalTo(2))
                .body("promoted.missed", equalTo(0))
                .body("alarms", empty());
    }

    @Test
    void afterARollbackTheOneBeforeWritesAndThenTheModelByItself() {
        byte[] one = policy("one");
        byte[] two = policy("two");
        promotions.none();
        promotions.promote(BASE, one);
        promotions.promote(BASE, two);
        String rollback = "/api/admin/policy/versions/rollback";
        post(rollback, "").statusCode(200).body("before", equalTo(AdapterStore.versionOf(two)));
        model.say(OWN, EDIT, "Done.");
        chat("My cat is called Zimt.").body("policy", equalTo(AdapterStore.versionOf(one)));
        promotions.none();
        post(rollback, "").statusCode(409).body("error.code", equalTo("nothing_to_roll_back"));
        model.say(OWN, "Done.");
        chat("My cat is called Zimt.")
                .statusCode(200)
                .body("policy", nullValue())
                .body("toolCalls[0].arguments.rows.q", contains("What is my cat called?"));
        assertThat(model.prompts()).extracting(GenerationPrompt::policy).containsOnlyNulls();
        when().get("/api/admin/policy/versions").then().body("served", hasItem(false));
        post("/api/admin/policy/versions/" + "f".repeat(64) + "/activate", "")
                .statusCode(404)
                .body("error.code", equalTo("policy_not_found"));
    }

    @Test
    void policyThatWritesNoCallLeavesTheModelsOwnAndIsNamedByAnAlarm() {
        UUID run = promotions.promote(BASE, policy("mute"));
        model.say(OWN, "I would rather not.", "Done.");
        chat("My cat is called Zimt.")
                .statusCode(200)
                .body("policy", nullValue())
                .body("toolCalls[0].result.status", equalTo("published"));
        when().get("/api/admin/policy/runs/" + run)
                .then()
                .body("promoted.missed", equalTo(1))
                .body("alarms", contains("NOT_SERVED"));
        assertThat(given().get("/q/metrics").asString()).contains("autodidact_policy_served_missed 1.0");
    }

    @Test
    void noCompletionIsWrittenByAPolicyAndNoModelIsNamedByOne() {
        byte[] bytes = policy("one");
        promotions.promote(BASE, bytes);
        String question = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        model.say("Good day.");
        post("/v1/chat/completions", "{\"model\":\"agent:" + agent + "\"," + question)
                .statusCode(200)
                .body("system_fingerprint", equalTo("fp_" + BASE.substring(0, 12)));
        assertThat(model.prompts()).extracting(GenerationPrompt::policy).containsOnlyNulls();
        post("/v1/chat/completions", "{\"model\":\"scripted+" + AdapterStore.versionOf(bytes) + "\"," + question)
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"));
    }
}
