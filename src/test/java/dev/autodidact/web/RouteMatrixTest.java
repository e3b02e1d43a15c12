package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** S7: each route of the server, as its own description lists them, by each caller who should not get through. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class RouteMatrixTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    @Inject
    ApiKeys keys;

    private final String agent = "a" + UUID.randomUUID();
    private final String tenant = "t" + UUID.randomUUID();
    private String owner;
    private String item;
    private String ticket;
    private String version;
    private String file;
    private String job;
    private String entry;

    private record Route(String method, String path) {}

    private String key(String tenant, Role role, String agent, boolean learning) {
        return keys.make(new ApiKeys.Order(tenant, UUID.randomUUID().toString(), role, agent, learning, null))
                .orElseThrow()
                .secret();
    }

    private static RequestSpecification as(String key) {
        RequestSpecification request = given().urlEncodingEnabled(false);
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    @BeforeEach
    void somethingToFind() {
        owner = key(tenant, Role.ADMIN, null, true);
        as(owner)
                .contentType(ContentType.JSON)
                .body(Map.of("id", agent))
                .post("/api/agents")
                .then()
                .statusCode(201);
        Response learned = as(owner)
                .contentType(ContentType.JSON)
                .body(Map.of("rows", List.of(Map.of("q", "q", "a", "a")), "wait_ms", 60_000))
                .post("/api/agents/" + agent + "/learn");
        assertThat(learned.statusCode()).as(learned.asString()).isEqualTo(200);
        item = learned.path("item");
        ticket = learned.path("ticket");
        version = learned.path("adapter");
        file = as(owner)
                .multiPart("purpose", "fine-tune")
                .multiPart("file", "rows.jsonl", "{\"q\":\"q\",\"a\":\"a\"}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/files")
                .path("id");
        // the rows are in the weights already: nothing is trained, the version stays
        job = as(owner)
                .contentType(ContentType.JSON)
                .body(Map.of("model", "agent:" + agent, "training_file", file))
                .post("/v1/fine_tuning/jobs")
                .path("id");
        assertThat(job).startsWith("ftjob-");
        entry = as(owner)
                .contentType(ContentType.JSON)
                .body(Map.of("text", "remembered"))
                .post("/api/agents/" + agent + "/memory")
                .path("id");
    }

    private List<Route> routes() {
        Map<String, Map<String, Object>> paths = as(owner)
                .accept("application/json")
                .get("/q/openapi?format=json")
                .path("paths");
        List<Route> routes = new ArrayList<>();
        new TreeMap<>(paths)
                .forEach((path, operations) -> operations.keySet().stream()
                        .filter(METHODS::contains)
                        .forEach(method -> routes.add(new Route(method, path))));
        assertThat(routes).hasSizeGreaterThan(20);
        return routes;
    }

    /** The address of something that the owner has, or of nothing at all. */
    private String filled(String path, boolean there) {
        String nothing = UUID.randomUUID().toString();
        return path.replaceAll("\\{ticket}", there ? ticket : nothing)
                .replaceAll("\\{item}", there ? item : nothing)
                .replaceAll("\\{file}", there ? file : "file-" + nothing)
                .replaceAll("\\{job}", there ? job : "ftjob-" + nothing)
                .replaceAll("\\{entry}", there ? entry : nothing)
                .replaceAll("\\{version}", there ? version : "f".repeat(64))
                .replaceAll("/agents/\\{id}", "/agents/" + (there ? agent : "a" + nothing))
                .replaceAll("\\{conversation}", "c")
                .replaceAll("\\{[a-z]+}", nothing);
    }

    private static Response call(String key, Route route, String path) {
        RequestSpecification request = as(key);
        if (!route.method().equals("get")) {
            request.contentType(ContentType.JSON).body("{\"message\":\"m\",\"rows\":[{\"q\":\"q\",\"a\":\"a\"}]}");
        }
        return request.request(route.method().toUpperCase(java.util.Locale.ROOT), path);
    }

    private static String kept(Response answer) {
        return answer.asString()
                .replaceAll("(file-|ftjob-)?([0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64})|(file|ftjob)-[0-9a-f]{24}", "?");
    }

    @Test
    void nobodyGetsThroughWithoutAKeyThatCounts() {
        String expired = keys.make(new ApiKeys.Order(
                        tenant, "expired", Role.ADMIN, null, true, Instant.now().minusSeconds(1)))
                .orElseThrow()
                .secret();
        ApiKeys.Made made = keys.make(new ApiKeys.Order(tenant, "revoked", Role.ADMIN, null, true, null))
                .orElseThrow();
        keys.revoke(tenant, made.row().id);
        String wrong = owner.substring(0, owner.length() - 3) + "AAA";
        for (Route route : routes()) {
            for (String key : new String[] {null, "", "x", "adk_", expired, made.secret(), wrong}) {
                Response answer = call(key, route, filled(route.path(), true));
                assertThat(answer.statusCode())
                        .as("%s with key '%s': %s", route, key, answer.asString())
                        .isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
                assertThat(answer.<String>path("error.type")).isEqualTo("authentication_error");
            }
        }
    }

    @Test
    void whatIsAnotherTenantsIsAnsweredLikeWhatIsNotThere() {
        String stranger = key("t" + UUID.randomUUID(), Role.ADMIN, null, true);
        for (Route route : routes()) {
            if (!route.path().contains("{") || route.path().contains("/policy/runs")) {
                continue;
            }
            Response there = call(stranger, route, filled(route.path(), true));
            Response nowhere = call(stranger, route, filled(route.path(), false));
            assertThat(there.statusCode())
                    .as("%s: %s", route, there.asString())
                    .isIn(400, 403, 404)
                    .isEqualTo(nowhere.statusCode());
            assertThat(kept(there)).as("%s", route).isEqualTo(kept(nowhere));
            assertThat(there.asString()).doesNotContain("\"q\":\"q\"");
        }
        assertThat(as(owner).get("/api/agents/" + agent).<String>path("adapter"))
                .isEqualTo(version);
    }

    @Test
    void listsShowNothingOfAnotherTenant() {
        String stranger = key("t" + UUID.randomUUID(), Role.ADMIN, null, true);
        for (Route route : routes()) {
            if (route.path().contains("{") || !route.method().equals("get")) {
                continue;
            }
            String answer = call(stranger, route, route.path()).asString();
            assertThat(answer)
                    .as("%s", route)
                    .doesNotContain(agent)
                    .doesNotContain(tenant)
                    .doesNotContain(version)
                    .doesNotContain(item)
                    .doesNotContain(file)
                    .doesNotContain(job)
                    .doesNotContain(ticket);
        }
    }

    @Test
    void aWrongRoleIsRefusedOnEachRouteOfAdmins() {
        String user = key(tenant, Role.USER, null, true);
        String machine = key(tenant, Role.AGENT, agent, true);
        String admin = owner;
        for (Route route : routes()) {
            if (route.path().startsWith("/api/admin") || route.equals(new Route("post", "/api/agents"))) {
                for (String key : List.of(user, machine)) {
                    for (boolean there : new boolean[] {true, false}) {
                        Response answer = call(key, route, filled(route.path(), there));
                        assertThat(answer.statusCode()).as("%s", route).isEqualTo(403);
                        assertThat(answer.<String>path("error.code")).isEqualTo("role_not_allowed");
                    }
                }
            }
        }
        for (String key : List.of(user, machine, admin)) {
            for (String path : List.of("/q/metrics", "/q/info", "/q/dev-ui", "/q/arc", "/q/metrics/x")) {
                assertThat(as(key).get(path).statusCode()).as(path).isEqualTo(403);
            }
        }
    }

    @Test
    void escapesInTheAddressOpenNothing() {
        String user = key(tenant, Role.USER, null, false);
        for (String path : List.of(
                "/api/%61dmin/keys",
                "/api%2Fadmin/keys",
                "/api/admin;x=1/keys",
                "/api;x/admin/keys",
                "/api/./admin/keys",
                "//api/admin/keys",
                "/api//admin/keys",
                "/api/agents/../admin/keys",
                "/api/agents/%2e%2e/admin/keys",
                "/page/..%2fapi/admin/keys",
                "/api/admin/keys/",
                "/q/%6detrics",
                "/q/health/../metrics",
                "/q/health/%2e%2e/metrics",
                "/q/health;/../metrics")) {
            assertThat(as(user).get(path).statusCode()).as(path).isIn(400, 403, 404);
            assertThat(as(null).get(path).statusCode()).as(path).isIn(400, 401, 404);
        }
    }

    @Test
    void aKeyOfAnAgentSeesNoOtherAgent() {
        String other = "b" + UUID.randomUUID();
        as(owner)
                .contentType(ContentType.JSON)
                .body(Map.of("id", other))
                .post("/api/agents")
                .then()
                .statusCode(201);
        String machine = key(tenant, Role.AGENT, other, true);
        assertThat(as(machine).get("/api/agents").<List<String>>path("id")).containsExactly(other);
        assertThat(as(machine).get("/api/agents/" + other).statusCode()).isEqualTo(200);
        for (String path :
                List.of("/api/agents/" + agent, "/api/agents/" + agent + "/ledger", "/api/learning/" + ticket)) {
            assertThat(as(machine).get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void learningIsOffForAKeyUnlessItIsGranted() {
        String user = key(tenant, Role.USER, null, false);
        Route learn = new Route("post", "/api/agents/" + agent + "/learn");
        Response answer = call(user, learn, learn.path());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.<String>path("error.code")).isEqualTo("learning_not_granted");
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
        assertThat(call(user, new Route("delete", ""), "/api/agents/" + agent + "/ledger/" + item)
                        .statusCode())
                .isEqualTo(403);
        assertThat(as(user).contentType(ContentType.JSON)
                        .body("{\"message\":\"hello\"}")
                        .post("/api/agents/" + agent + "/chat")
                        .statusCode())
                .isEqualTo(200);
        String granted = key(tenant, Role.USER, null, true);
        assertThat(call(granted, learn, learn.path()).statusCode()).isEqualTo(202);
        assertThat(as(granted)
                        .contentType(ContentType.JSON)
                        .body("{\"rows\":[{\"q\":\"q\",\"a\":\"b\"}],\"origin\":\"operator\"}")
                        .post(learn.path())
                        .<String>path("error.code"))
                .isEqualTo("origin_not_allowed");
    }

    @Test
    void filesAndJobsNeedLearningAndANewAgentAnAdmin() {
        String user = key(tenant, Role.USER, null, false);
        String granted = key(tenant, Role.USER, null, true);
        String jobs = "/v1/fine_tuning/jobs";
        for (String path : List.of("/v1/files", jobs, jobs + "/" + job + "/cancel")) {
            assertThat(call(user, new Route("post", path), path).<String>path("error.code"))
                    .isEqualTo("learning_not_granted");
        }
        RequestSpecification order = as(granted).contentType(ContentType.JSON);
        order.body(Map.of("model", "scripted", "training_file", file));
        assertThat(order.post(jobs).<String>path("error.code")).isEqualTo("role_not_allowed");
        order.body(Map.of("model", "agent:" + agent, "training_file", file));
        assertThat(order.post(jobs).statusCode()).isEqualTo(200);
        assertThat(as(granted).get("/api/agents/" + agent + "/ledger").<List<String>>path("trust"))
                .endsWith("user");
    }

    @Test
    void thePageAndHealthNeedNoKey() {
        for (String path : List.of("/", "/app.js", "/page/api.js", "/q/health", "/q/health/ready")) {
            assertThat(as(null).get(path).statusCode()).as(path).isEqualTo(200);
        }
    }
}
