package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is refused again and again costs next to nothing: no statement of the database, no entry, no body that is read. */
@QuarkusTest
@TestProfile(CheapRefusalsTest.Few.class)
class CheapRefusalsTest {

    private static final int A_MINUTE = 40;
    private static final int AN_HOUR = 3;
    private static final int CALLS = 24;

    @Inject
    ApiKeys keys;

    @Inject
    EntityManagerFactory entities;

    private final String tenant = "t" + UUID.randomUUID();
    private final AtomicLong nanos = new AtomicLong();
    private Statistics statistics;

    /** Small bounds. */
    public static class Few implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new KeysProfile().getConfigOverrides());
            settings.put("autodidact.security.requests-per-minute", String.valueOf(A_MINUTE));
            settings.put("autodidact.quota.items-per-tenant-per-hour", String.valueOf(AN_HOUR));
            return settings;
        }
    }

    /** No time passes for the bounds, so that a slow machine sees the same; what is read of the database is counted. */
    @BeforeEach
    void countWhileTheClocksStand() {
        QuarkusMock.installMockForType(new RequestRate(A_MINUTE, () -> 0), RequestRate.class);
        QuarkusMock.installMockForType(new SpentQuotas(nanos::get), SpentQuotas.class);
        statistics = entities.unwrap(SessionFactory.class).getStatistics();
        statistics.setStatisticsEnabled(true);
    }

    /** Keys read from the database so far: the first thing that every call that is not refused before does. */
    private long keysRead() {
        return statistics.getEntityStatistics(ApiKeyEntity.class.getName()).getLoadCount();
    }

    private String key() {
        return keys.make(new ApiKeys.Order(tenant, UUID.randomUUID().toString(), Role.ADMIN, null, true, null))
                .orElseThrow()
                .secret();
    }

    private static RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }

    private static Response learn(String key, String agent) {
        String row = UUID.randomUUID().toString();
        return as(key).body(Map.of("topic", "none", "rows", List.of(Map.of("q", row, "a", "a")), "wait_ms", 60_000))
                .post("/api/agents/" + agent + "/learn");
    }

    private static List<Response> atOnce(int calls, Callable<Response> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> answers =
                    Stream.generate(() -> threads.submit(call)).limit(calls).toList();
            List<Response> all = new java.util.ArrayList<>();
            for (Future<Response> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }

    @Test
    void whoIsTooFastIsRefusedBeforeTheDatabaseIsAsked() throws Exception {
        String key = key();
        for (int i = 0; i < A_MINUTE; i++) {
            assertThat(as(key).get("/v1/models").statusCode()).isEqualTo(200);
        }
        long before = keysRead();
        assertThat(atOnce(CALLS, () -> as(key).get("/v1/models"))).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.<String>path("error.code")).isEqualTo("rate_limited");
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
        });
        assertThat(keysRead()).isEqualTo(before);
        assertThat(as(key()).get("/v1/models").statusCode())
                .as("another key of the tenant")
                .isEqualTo(200);
    }

    @Test
    void whatIsNoKeyIsLookedUpOnce() throws Exception {
        String ended = "adk_0123456789abcdef_" + "A".repeat(43);
        assertThat(as(ended).get("/v1/models").statusCode()).isEqualTo(401);
        long before = statistics.getPrepareStatementCount();
        assertThat(atOnce(4 * CALLS, () -> as(ended).get("/v1/models")))
                .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(401));
        // the server itself asks for something now and then
        assertThat(statistics.getPrepareStatementCount() - before).isLessThan(3 * CALLS);
    }

    @Test
    void whoIsOverItsHourIsRefusedBeforeTheBodyIsReadAndTheLogIsWritten() throws Exception {
        String key = key();
        for (String agent : List.of("one", "two")) {
            assertThat(as(key).body(Map.of("id", agent)).post("/api/agents").statusCode())
                    .isEqualTo(201);
        }
        Response first = as(key).header("Idempotency-Key", tenant)
                .body(Map.of("rows", List.of(Map.of("q", "q", "a", "a")), "topic", "none", "wait_ms", 60_000))
                .post("/api/agents/one/learn");
        assertThat(first.statusCode()).as(first.asString()).isEqualTo(200);
        for (int i = 1; i < AN_HOUR; i++) {
            assertThat(learn(key, "one").statusCode()).isEqualTo(200);
        }
        Response told = learn(key, "one");
        assertThat(told.statusCode()).isEqualTo(429);
        int entries = entries(key);
        String other = key();
        as(other).get("/v1/models");
        long before = keysRead();
        assertThat(atOnce(CALLS, () -> as(other).body("{not JSON").post("/api/agents/one/learn")))
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(429);
                    assertThat(answer.<String>path("error.code")).isEqualTo("quota_items_per_tenant");
                    assertThat(answer.<String>path("error.message")).isEqualTo(told.path("error.message"));
                    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(3_000, 3_600);
                    assertThat(answer.header("x-should-retry")).isEqualTo("false");
                });
        assertThat(keysRead()).isEqualTo(before);
        assertThat(entries(key)).isEqualTo(entries);
        assertThat(learn(key, "two").<String>path("error.code")).isEqualTo("quota_items_per_tenant");
        Response again = as(key).header("Idempotency-Key", tenant)
                .body(Map.of("rows", List.of(Map.of("q", "q", "a", "a")), "topic", "none"))
                .post("/api/agents/one/learn");
        assertThat(again.<String>path("ticket")).as("what was accepted before").isEqualTo(first.path("ticket"));
        assertThat(as(key).delete("/api/admin/agents/one").statusCode()).isEqualTo(200);
        nanos.addAndGet(5_000_000_000L);
        assertThat(learn(key, "two").statusCode())
                .as("the erased agent's items count no more")
                .isEqualTo(200);
    }

    @Test
    void ofManyCallsAtOnceExactlyTheQuotaGetsIn() throws Exception {
        String key = key();
        assertThat(as(key).body(Map.of("id", "one")).post("/api/agents").statusCode())
                .isEqualTo(201);
        List<Integer> answers = atOnce(CALLS, () -> learn(key, "one")).stream()
                .map(Response::statusCode)
                .toList();
        assertThat(answers).filteredOn(status -> status == 200).hasSize(AN_HOUR);
        assertThat(answers).filteredOn(status -> status == 429).hasSize(CALLS - AN_HOUR);
        assertThat(as(key).get("/api/agents/one/ledger").jsonPath().getList("$"))
                .hasSize(AN_HOUR);
    }

    private int entries(String key) {
        return as(key).get("/api/admin/audit?limit=1000")
                .jsonPath()
                .getList("$")
                .size();
    }
}
