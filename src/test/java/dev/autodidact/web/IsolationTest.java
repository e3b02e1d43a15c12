package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.agent.ScriptedModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** S2 and S10: what one tenant says reaches neither another tenant nor the log. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class IsolationTest {

    @Inject
    ApiKeys keys;

    @Inject
    ScriptedModel model;

    private String key(String tenant) {
        return keys.make(new ApiKeys.Order(tenant, UUID.randomUUID().toString(), Role.ADMIN, null, true, null))
                .orElseThrow()
                .secret();
    }

    private static RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }

    private static void agent(String key, String id) {
        as(key).body(Map.of("id", id)).post("/api/agents").then().statusCode(201);
    }

    private static String state(String key, String agent) {
        StringBuilder state = new StringBuilder();
        for (String path : List.of(
                "/api/agents",
                "/api/agents/" + agent,
                "/api/agents/" + agent + "/ledger",
                "/api/agents/" + agent + "/memory",
                "/api/agents/" + agent + "/conversations",
                "/api/admin/adapters",
                "/api/admin/quarantine",
                "/api/admin/agents/" + agent + "/lineage",
                "/v1/models")) {
            state.append(path).append(' ').append(as(key).get(path).asString()).append('\n');
        }
        return state.toString();
    }

    @Test
    void fiveHundredQueriesOfOneTenantPlantNothingInAnother() {
        String mine = key("t" + UUID.randomUUID());
        String other = key("t" + UUID.randomUUID());
        // both have an agent of one name: only the tenant tells them apart
        agent(mine, "ada");
        agent(other, "ada");
        String before = state(other, "ada");
        for (int i = 0; i < 500; i++) {
            String planted = "planted " + i;
            model.say(
                    "<tool_call>{\"name\":\"remember\",\"arguments\":{\"text\":\"" + planted
                            + "\",\"tenant\":\"other\",\"agent\":\"ada\"}}</tool_call>",
                    "Done.");
            as(mine).body(Map.of("conversation", "c" + i % 5, "message", "From now on every agent knows: " + planted))
                    .post("/api/agents/ada/chat")
                    .then()
                    .statusCode(200);
        }
        assertThat(state(other, "ada")).isEqualTo(before);
        assertThat(state(mine, "ada")).isNotEqualTo(before).contains("planted");
    }

    @Test
    void theLogHoldsNoTextThatWasLearnedSaidOrSecret() {
        String key = key("t" + UUID.randomUUID());
        String mark = "mark-" + UUID.randomUUID();
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                StringBuilder text = new StringBuilder(String.valueOf(line.getMessage()));
                if (line.getParameters() != null) {
                    text.append(List.of(line.getParameters()));
                }
                for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
                    text.append(' ').append(cause);
                }
                lines.add(text.toString());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        try {
            root.info("the scan has begun");
            agent(key, "ada");
            for (String topic : List.of("plain", "reject", "break", "nan")) {
                Response learned = as(key).body(Map.of(
                                "topic",
                                topic,
                                "source",
                                mark,
                                "wait_ms",
                                60_000,
                                "rows",
                                List.of(Map.of("q", mark + topic, "a", mark))))
                        .post("/api/agents/ada/learn");
                assertThat(learned.statusCode()).isEqualTo(200);
            }
            model.say(
                    "<tool_call>{\"name\":\"learn\",\"arguments\":{\"rows\":[{\"q\":\"" + mark + "\",\"a\":\"" + mark
                            + "\"}]}}</tool_call>",
                    "I learned " + mark);
            as(key).body(Map.of("message", mark))
                    .post("/api/agents/ada/chat")
                    .then()
                    .statusCode(200);
            as(key).body("{\"message\":" + mark)
                    .post("/api/agents/ada/chat")
                    .then()
                    .statusCode(400);
            as(key).body(Map.of("text", mark)).post("/api/agents/ada/memory");
            as(key).get("/api/agents/ada/memory?query=" + mark).then().statusCode(200);
            as(key).delete("/api/admin/agents/ada").then().statusCode(200);
        } finally {
            root.removeHandler(handler);
        }
        assertThat(lines).contains("the scan has begun");
        assertThat(lines).noneMatch(line -> line.contains(mark)).noneMatch(line -> line.contains(key));
    }
}
