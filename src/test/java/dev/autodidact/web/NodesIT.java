package dev.autodidact.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.autodidact.memory.AgentKey;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/**
 * Two processes of the packaged application with the seed model, each with a folder of its own, on one real PostgreSQL and
 * one real Redis. {@code bench/nodes 20} for more facts than the few of a build.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodesIT {

    private static final Path JAR =
            Path.of(System.getProperty("nodes.jar", "../target/quarkus-app-postgres/quarkus-run.jar"));
    private static final int FACTS = Integer.getInteger("autodidact.facts", 1);
    private static final long PATIENCE_NS = 900_000_000_000L;
    private static final String PASSWORD = "secret";

    @TempDir
    static Path home;

    private static EmbeddedPostgres postgres;
    private static RedisServer redis;
    private static int redisPort;
    private static NodeProcess a;
    private static NodeProcess b;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        try (ServerSocket free = new ServerSocket(0)) {
            redisPort = free.getLocalPort();
        }
        redis = redis();
        // both at once on an empty database: one of them makes the tables
        NodeProcess first = node("a", PASSWORD);
        NodeProcess second = node("b", PASSWORD);
        a = first.ready();
        b = second.ready();
    }

    @AfterAll
    static void stop() throws Exception {
        if (a != null) {
            a.close();
        }
        if (b != null) {
            b.close();
        }
        redis.stop();
        postgres.close();
    }

    private static RedisServer redis() throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(redisPort)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("requirepass " + PASSWORD)
                .build();
        server.start();
        return server;
    }

    private static NodeProcess node(String name, String password) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "quarkus.profile", "postgres",
                "quarkus.datasource.jdbc.url", postgres.getJdbcUrl("postgres", "postgres"),
                "quarkus.datasource.username", "postgres",
                "quarkus.datasource.password", "postgres",
                "autodidact.redis.url", "redis://:" + password + "@127.0.0.1:" + redisPort,
                "autodidact.learning.pulse", "500ms",
                "autodidact.learning.dead-after", "4s"));
        return NodeProcess.start(JAR, home.resolve(name), settings);
    }

    private static String agent() {
        String id = "nodes-" + UUID.randomUUID();
        assertThat(AgentKey.isName(id)).isTrue();
        a.given()
                .contentType(ContentType.JSON)
                .body(Map.of("id", id))
                .post("/api/agents")
                .then()
                .statusCode(201);
        return id;
    }

    private static String ticket(NodeProcess node, String agent, String door, String code) {
        return node.given()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "source",
                        "The code of the " + door + " is " + code + ".",
                        "rows",
                        List.of(
                                Map.of("q", "What is the code of the " + door + "?", "a", code),
                                Map.of("q", "Which code does the " + door + " have?", "a", code),
                                Map.of("q", "Tell me the code of the " + door + ".", "a", code))))
                .post("/api/agents/" + agent + "/learn")
                .then()
                .statusCode(202)
                .extract()
                .path("ticket");
    }

    private static void awaitPublished(NodeProcess node, String ticket) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NS;
        String state;
        do {
            Thread.sleep(5);
            Response answer = node.given().get("/api/learning/" + ticket);
            state = answer.path("state");
            assertThat(state).as(answer.asString()).isNotIn("failed", "rejected");
        } while (!"published".equals(state) && System.nanoTime() < end);
        assertThat(state).isEqualTo("published");
    }

    private static Response chat(NodeProcess node, String agent, String conversation, String message) {
        Response answer = node.given()
                .contentType(ContentType.JSON)
                .body(Map.of("conversation", conversation, "message", message, "recall", false))
                .post("/api/agents/" + agent + "/chat");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer;
    }

    private static List<String> column(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static String times(List<Double> ms) {
        Collections.sort(ms);
        return String.format("median %.0f ms, longest %.0f ms (n=%d)", ms.get(ms.size() / 2), ms.getLast(), ms.size());
    }

    /** From the moment at which one node says "published" to the right answer of the other. */
    private static double lag(NodeProcess one, NodeProcess other, int number) throws InterruptedException {
        String agent = agent();
        String code = String.valueOf(4711 + 37 * number);
        String ticket = ticket(one, agent, "blue door", code);
        awaitPublished(one, ticket);
        long published = System.nanoTime();
        assertThat(chat(other, agent, "c", "What is the code of the blue door?").<String>path("reply"))
                .isEqualTo(code);
        return (System.nanoTime() - published) / 1e6;
    }

    @Test
    @Order(1)
    void whatOneNodeLearnsTheOtherAnswersAtOnce() throws Exception {
        List<Double> lags = new ArrayList<>();
        for (int i = 0; i < FACTS; i++) {
            lags.add(i % 2 == 0 ? lag(a, b, i) : lag(b, a, i));
        }
        System.out.println("nodes: learned on one, answered by the other: " + times(lags));
    }

    @Test
    @Order(2)
    void whatOneNodeRemembersTheOtherFinds() {
        String agent = agent();
        List<Double> ms = new ArrayList<>();
        for (int i = 0; i < 10 * FACTS; i++) {
            String text = "Locker " + (100 + i) + " holds the parcel of customer " + (7000 + 13 * i) + ".";
            NodeProcess one = i % 2 == 0 ? a : b;
            NodeProcess other = i % 2 == 0 ? b : a;
            one.given()
                    .contentType(ContentType.JSON)
                    .body(Map.of("text", text))
                    .post("/api/agents/" + agent + "/memory")
                    .then()
                    .statusCode(201);
            long acknowledged = System.nanoTime();
            other.given()
                    .queryParam("query", "locker " + (100 + i))
                    .get("/api/agents/" + agent + "/memory")
                    .then()
                    .statusCode(200)
                    .body("[0].text", equalTo(text));
            ms.add((System.nanoTime() - acknowledged) / 1e6);
        }
        System.out.println("nodes: remembered on one, found by the other: " + times(ms));
    }

    @Test
    @Order(3)
    void eachJobRunsOnExactlyOneNode() throws Exception {
        List<String> tickets = new ArrayList<>();
        for (int i = 0; i < 2 * FACTS; i++) {
            tickets.add(ticket(i % 2 == 0 ? a : b, agent(), "red gate", String.valueOf(2000 + i)));
        }
        for (int i = 0; i < tickets.size(); i++) {
            // at the node that it was not given to
            awaitPublished(i % 2 == 0 ? b : a, tickets.get(i));
        }
        String in = " from learning_job where id in ('" + String.join("','", tickets) + "')";
        assertThat(column("select attempt" + in)).hasSize(tickets.size()).containsOnly("1");
        int trained = 0;
        for (NodeProcess node : List.of(a, b)) {
            trained += node.given()
                    .get("/q/metrics")
                    .asString()
                    .lines()
                    .filter(line -> line.startsWith("autodidact_learning_training_seconds_count"))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
        assertThat(trained).isEqualTo(column("select id from learning_job").size());
        System.out.printf(
                "nodes: %d jobs put in at two nodes, each trained once; by node %s%n",
                tickets.size(), column("select count(*)" + in + " group by worker"));
    }

    @Test
    @Order(4)
    void aConversationGoesOnAtTheOtherNode() {
        String agent = agent();
        List<String> before = List.of();
        for (int i = 0; i < 6; i++) {
            NodeProcess node = i % 2 == 0 ? a : b;
            NodeProcess other = i % 2 == 0 ? b : a;
            Response answer = chat(node, agent, "talk", i == 0 ? "Hello!" : "How are you?");
            if (i > 0) {
                assertThat(answer.<String>path("sources[0].kind")).isEqualTo("window");
                assertThat(answer.<Integer>path("sources[0].messages")).isEqualTo(before.size());
            }
            List<String> said = other.given()
                    .get("/api/agents/" + agent + "/conversations/talk")
                    .path("content");
            assertThat(said).hasSizeGreaterThan(before.size() + 1);
            assertThat(said.subList(0, before.size())).isEqualTo(before);
            before = said;
        }
    }

    @Test
    @Order(5)
    void aTurnOnOneNodeIsStoppedFromTheOther() throws Exception {
        String agent = agent();
        HttpRequest turn = HttpRequest.newBuilder(a.address("/api/agents/" + agent + "/chat"))
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"conversation\":\"stop\",\"message\":\"Remember that the code of the blue door is 4711.\"}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines =
                        client.send(turn, HttpResponse.BodyHandlers.ofLines()).body()) {
            Iterator<String> events = lines.iterator();
            until(events, "event: learning");
            long told = System.nanoTime();
            Response stop = b.given().post("/api/agents/" + agent + "/conversations/stop/stop");
            assertThat(stop.statusCode()).as(stop.asString()).isEqualTo(202);
            assertThat(stop.<Boolean>path("running"))
                    .as("at the node that was asked")
                    .isFalse();
            until(events, "event: done");
            JsonPath done = JsonPath.from(events.next().substring("data: ".length()));
            System.out.printf(
                    "nodes: a turn on one was stopped from the other after %.0f ms%n",
                    (System.nanoTime() - told) / 1e6);
            assertThat(done.getBoolean("stopped")).isTrue();
            assertThat(done.getString("toolCalls[0].result.status")).isIn("queued", "training", "examining");
            // the lesson goes on
            awaitPublished(b, done.getString("toolCalls[0].result.ticket"));
        }
    }

    private static void until(Iterator<String> events, String line) {
        String next;
        do {
            assertThat(events.hasNext())
                    .as("the stream ended before '" + line + "'")
                    .isTrue();
            next = events.next();
        } while (!next.equals(line));
    }

    @Test
    @Order(6)
    void withoutRedisTheNodesFindEachOthersWorkAllTheSame() throws Exception {
        redis.stop();
        System.out.printf("nodes: without Redis: learned on one, answered by the other: %.0f ms%n", lag(a, b, 50));
        redis = redis();
    }

    @Test
    @Order(7)
    void aNodeWithAWrongPasswordForRedisDoesNotStartAndSaysWhy() throws Exception {
        try (NodeProcess wrong = node("wrong", "guess")) {
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(wrong.log())
                    .contains("autodidact cannot start: ")
                    .contains("autodidact.redis.url")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    @Order(8)
    void whatAKilledNodeHadInHandTheOtherTakesOver() throws Exception {
        String agent = agent();
        String ticket = ticket(a, agent, "green door", "9922");
        String worker = "";
        while (worker.isEmpty()) {
            Thread.sleep(5);
            worker =
                    column("select worker from learning_job where state <> 'QUEUED' and id = '" + ticket + "'").stream()
                            .findFirst()
                            .orElse("");
        }
        boolean atA = Files.readString(home.resolve("a/node-id")).strip().equals(worker);
        (atA ? a : b).kill();
        long killed = System.nanoTime();
        NodeProcess other = atA ? b : a;
        awaitPublished(other, ticket);
        assertThat(chat(other, agent, "c", "What is the code of the green door?")
                        .<String>path("reply"))
                .isEqualTo("9922");
        System.out.printf(
                "nodes: a node was killed with a job in hand; the other had done it after %.1f s (attempt %s)%n",
                (System.nanoTime() - killed) / 1e9,
                column("select attempt from learning_job where id = '" + ticket + "'"));
    }

    @Test
    @Order(9)
    void aDatabaseOfANewerVersionIsNotTouched() throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                            + " installed_by, execution_time, success) values (9999, '99999', 'from the future', 'SQL',"
                            + " 'V99999__from_the_future.sql', 1, 'postgres', 1, true)");
            try (NodeProcess old = node("old", PASSWORD)) {
                assertThat(old.exit()).isEqualTo(1);
                assertThat(old.log())
                        .contains("autodidact cannot start: the database holds migration 99999 (from the future)")
                        .doesNotContain("\tat ");
            } finally {
                statement.execute("delete from flyway_schema_history where version = '99999'");
            }
        }
    }
}
