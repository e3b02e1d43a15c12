package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.agent.ScriptedTraining;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** P5: a tenant that calls learn in a loop, with as many agents as it likes, stops at its quota and hurts nobody else. */
@QuarkusTest
@TestProfile(NoisyTenantTest.Quotas.class)
class NoisyTenantTest {

    private static final int WAITING = 3;
    private static final int AN_HOUR = 6;

    @Inject
    ApiKeys keys;

    @Inject
    ScriptedTraining training;

    /** Small ones. */
    public static class Quotas implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new KeysProfile().getConfigOverrides());
            settings.put("autodidact.quota.waiting-per-tenant", String.valueOf(WAITING));
            settings.put("autodidact.quota.items-per-tenant-per-hour", String.valueOf(AN_HOUR));
            return settings;
        }
    }

    private String key(String tenant) {
        return keys.make(new ApiKeys.Order(tenant, UUID.randomUUID().toString(), Role.ADMIN, null, true, null))
                .orElseThrow()
                .secret();
    }

    private static Response post(String key, String path, Object body) {
        return given().header("Authorization", "Bearer " + key)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path);
    }

    private static Response learn(String key, String agent, String topic, int waitMs) {
        String row = UUID.randomUUID().toString();
        return post(
                key,
                "/api/agents/" + agent + "/learn",
                Map.of("topic", topic, "rows", List.of(Map.of("q", row, "a", "a")), "wait_ms", waitMs));
    }

    private static void refused(Response answer, String code) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(429);
        assertThat(answer.<String>path("error.code")).isEqualTo(code);
        assertThat(answer.<String>path("error.type")).isEqualTo("rate_limit_error");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
    }

    private static int ledger(String key, String agent) {
        return given().header("Authorization", "Bearer " + key)
                .get("/api/agents/" + agent + "/ledger")
                .jsonPath()
                .getList("$")
                .size();
    }

    private static void talks(String key) {
        Response chat = post(key, "/api/agents/quiet/chat", Map.of("message", "Hello"));
        assertThat(chat.statusCode()).as(chat.asString()).isEqualTo(200);
        Map<String, Object> body =
                Map.of("model", "agent:quiet", "messages", List.of(Map.of("role", "user", "content", "Hello")));
        assertThat(post(key, "/v1/chat/completions", body).statusCode()).isEqualTo(200);
    }

    @Test
    void aLoopOfLearnCallsStopsAtTheTenantsQuotaWhileOthersChatAndLearn() {
        String loud = key("loud");
        String quiet = key("quiet");
        assertThat(post(quiet, "/api/agents", Map.of("id", "quiet")).statusCode())
                .isEqualTo(201);
        List<String> agents = new ArrayList<>();
        List<String> tickets = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String agent = "loud" + i;
            agents.add(agent);
            assertThat(post(loud, "/api/agents", Map.of("id", agent)).statusCode())
                    .isEqualTo(201);
            Response answer = learn(loud, agent, "hold", 0);
            if (i < WAITING) {
                assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
                tickets.add(answer.path("ticket"));
            } else {
                refused(answer, "quota_waiting");
            }
            talks(quiet);
        }
        Response others = learn(quiet, "quiet", "none", 0);
        assertThat(others.statusCode()).as(others.asString()).isEqualTo(202);
        training.letGo(WAITING);
        // what was accepted is trained, the other's after them
        assertThat(ended(quiet, others.path("ticket"))).isEqualTo("published");
        assertThat(tickets).allSatisfy(ticket -> assertThat(ended(loud, ticket)).isEqualTo("published"));
        for (int i = WAITING; i < 12; i++) {
            Response answer = learn(loud, agents.get(i % 10), "none", 60_000);
            if (i < AN_HOUR) {
                assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
            } else {
                refused(answer, "quota_items_per_tenant");
            }
            talks(quiet);
        }
        assertThat(agents.stream().mapToInt(agent -> ledger(loud, agent)).sum())
                .as("what was refused is not stored")
                .isEqualTo(AN_HOUR);
        assertThat(learn(quiet, "quiet", "none", 60_000).statusCode()).isEqualTo(200);
    }

    private static String ended(String key, String ticket) {
        while (true) {
            String state = given().header("Authorization", "Bearer " + key)
                    .get("/api/learning/" + ticket)
                    .path("state");
            if (!List.of("queued", "training", "examining").contains(state)) {
                return state;
            }
            Thread.onSpinWait();
        }
    }
}
