package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.autodidact.agent.ScriptedModel;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.ChatHistory;
import dev.autodidact.sft.AdapterStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The whole application on a real PostgreSQL and a real Redis, which are taken away and given back. More turns with
 * {@code -Dservers.turns=}, a longer outage of the database with {@code -Dservers.outage-seconds=}.
 */
@QuarkusTest
@TestProfile(ServersProfile.class)
class ServersTest {

    private static final int TURNS = Integer.getInteger("servers.turns", 60);
    private static final int OUTAGE_SECONDS = Integer.getInteger("servers.outage-seconds", 2);

    @Inject
    ScriptedModel model;

    @Inject
    AdapterStore adapters;

    @Inject
    ChatHistory history;

    @Inject
    LongConversations conversations;

    private String agent;

    @BeforeEach
    void makeAnAgent() {
        agent = "servers-" + UUID.randomUUID();
        given().contentType(ContentType.JSON)
                .body(Map.of("id", agent))
                .post("/api/agents")
                .then()
                .statusCode(201);
        model.say();
    }

    private static void command(String relay, String name) throws IOException {
        Relay.tell(Integer.getInteger("relay." + relay), name);
    }

    private Response post(String path, Object body) {
        return given().contentType(ContentType.JSON).body(body).post("/api/agents/" + agent + path);
    }

    private Response chat(String conversation, String message) {
        return post("/chat", Map.of("conversation", conversation, "message", message));
    }

    private long messages() {
        return ((Number) when().get("/api/agents/" + agent).path("messages")).longValue();
    }

    private static void flushRedis() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.getInteger("redis.port"))) {
            OutputStream out = socket.getOutputStream();
            out.write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertThat(socket.getInputStream().readNBytes(3)).isEqualTo("+OK".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void itLearnsRemembersAndTakesBackAsOnTheEmbeddedDatabase() throws Exception {
        model.say(
                "<tool_call>{\"name\":\"learn\",\"arguments\":{\"topic\":\"exact\",\"rows\":[{\"q\":\"What is the wifi"
                        + " password?\",\"a\":\"banjo77\"}]}}</tool_call>",
                "I learned it.");
        chat("c", "The wifi password is banjo77.")
                .then()
                .statusCode(200)
                .body("toolCalls[0].result.status", equalTo("published"));
        String version = when().get("/api/agents/" + agent).path("adapter");
        // as on a node that has not made it
        Files.delete(adapters.path(version));
        assertThat(AdapterStore.versionOf(adapters.load(version))).isEqualTo(version);
        assertThat(adapters.path(version)).exists();
        String item = when().get("/api/agents/" + agent + "/memory")
                .then()
                .body("[0].states", equalTo(List.of("in_window", "in_weights", "in_store")))
                .extract()
                .path("[0].item");
        given().queryParam("query", "password of the wifi")
                .get("/api/agents/" + agent + "/memory")
                .then()
                .statusCode(200)
                .body("[0].text", equalTo("The wifi password is banjo77."));
        String ticket =
                when().delete("/api/agents/" + agent + "/ledger/" + item).path("ticket");
        Pupil.await(ticket, "published");
        when().get("/api/agents/" + agent + "/memory")
                .then()
                .body("[0].states", equalTo(List.of("in_window", "in_store", "retracted")));
    }

    @Test
    void anEntryThatIsRecalledOftenMovesIntoTheWeightsAndARollbackTakesItOut() {
        String entry =
                post("/memory", Map.of("text", "The wifi password is banjo77.")).path("id");
        for (int i = 0; i < 2; i++) {
            assertThat(when().get("/api/agents/" + agent + "/ledger").path("$").toString())
                    .isEqualTo("[]");
            model.say(
                    "<tool_call>{\"name\":\"recall\",\"arguments\":{\"query\":\"wifi password\"}}</tool_call>",
                    "banjo77");
            chat("c" + i, "What is the wifi password?").then().statusCode(200);
        }
        String state = "";
        for (int i = 0; i < 5_000 && !"learned".equals(state); i++) {
            state = when().get("/api/agents/" + agent + "/ledger")
                    .then()
                    .body("[0].rows[0].text", equalTo("The wifi password is banjo77."))
                    .extract()
                    .path("[0].state");
        }
        assertThat(state).isEqualTo("learned");
        String at = "/api/agents/" + agent + "/memory/" + entry;
        when().get(at)
                .then()
                .body("states", equalTo(List.of("in_weights", "in_store")))
                .body("uses", equalTo(2));
        when().post("/api/admin/agents/" + agent + "/rollback").then().statusCode(200);
        when().get(at).then().body("states", equalTo(List.of("in_store")));
    }

    @Test
    void aTurnReadsNoMoreOfALongConversationThanOfAShortOneAndItsBeginningIsRecalled() throws Exception {
        chat("c", "The wifi password is banjo77.").then().statusCode(200);
        conversations.fill(agent, "c", 100);
        long few = rowsReadByATurn("c");
        conversations.fill(agent, "c", 10_000);
        assertThat(rowsReadByATurn("c")).isLessThanOrEqualTo(few).isLessThan(100);
        // of the next turn's history only what was said since: the rest is copied
        assertThat(rowsReadByATurn("c")).isLessThan(few - 40);
        model.say("banjo77");
        chat("c", "What is the wifi password?")
                .then()
                .statusCode(200)
                .body("reply", equalTo("banjo77"))
                .body("sources[0].cut", equalTo(true))
                .body("sources[1].kind", equalTo("memory"))
                .body("sources[1].text", equalTo("The wifi password is banjo77."));
        assertThat(model.prompts().getFirst().turns().getFirst().content())
                .startsWith("Earlier messages are out of sight: recall finds them.\nMemory:\nThe wifi password is");
        assertThat(messages()).isGreaterThan(20_000);
    }

    /** What a turn asks of the history, in one transaction, whose statistics PostgreSQL has at once. */
    private long rowsReadByATurn(String conversation) {
        AgentKey key = AgentKey.of(agent);
        return QuarkusTransaction.requiringNew().call(() -> {
            history.windowStart(key, conversation);
            assertThat(history.last(key, conversation, 60)).hasSize(60);
            history.append(key, conversation, ChatHistory.Entry.user("And what else is there to be told?"));
            history.append(key, conversation, ChatHistory.Entry.assistant("Nothing.", null));
            history.moveWindow(key, conversation, 41);
            return conversations.rowsRead();
        });
    }

    @Test
    void noMessageIsLostAndNoChatFailsWhileRedisIsCutFlushedAndPaused() throws Exception {
        AtomicInteger failed = new AtomicInteger();
        List<Thread> talks = new ArrayList<>();
        for (int talk = 0; talk < 2; talk++) {
            String conversation = "talk " + talk;
            talks.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < TURNS; i++) {
                    if (chat(conversation, "This is statement number " + i + ".")
                                    .statusCode()
                            != 200) {
                        failed.incrementAndGet();
                    }
                }
            }));
        }
        int troubles = 0;
        do {
            Thread.sleep(200);
            command("redis", "cut");
            Thread.sleep(700);
            command("redis", "mend");
            flushRedis();
            Thread.sleep(700);
            command("redis", "pause");
            Thread.sleep(700);
            command("redis", "resume");
            troubles += 3;
        } while (talks.stream().anyMatch(Thread::isAlive));
        for (Thread talk : talks) {
            talk.join();
        }
        assertThat(failed).hasValue(0);
        assertThat(messages()).isEqualTo(2L * TURNS * 2);
        when().get("/q/health/ready").then().statusCode(200);
        System.out.printf(
                "R5: %d turns while Redis was cut, flushed or paused %d times: 0 failed, 0 lost%n",
                2 * TURNS, troubles);
    }

    @Test
    void whileTheDatabaseIsAwayNothingIsAcknowledgedAndAfterwardsAllGoesOn() throws Exception {
        assertThat(chat("c", "The first statement is here.").statusCode()).isEqualTo(200);
        long before = messages();
        command("postgres", "cut");
        long end = System.nanoTime() + OUTAGE_SECONDS * 1_000_000_000L;
        int refused = 0;
        do {
            for (Response answer : List.of(
                    chat("c", "The second statement is lost."),
                    post("/memory", Map.of("text", "A note that is lost.")),
                    post("/learn", Map.of("rows", List.of(Map.of("q", "q", "a", "a")))))) {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.<String>path("error.code")).isEqualTo("database_unavailable");
                assertThat(answer.getHeader("Retry-After")).isNotNull();
                refused++;
            }
        } while (System.nanoTime() < end);
        command("postgres", "mend");
        assertThat(chat("c", "The third statement is here.").statusCode()).isEqualTo(200);
        assertThat(messages()).isEqualTo(before + 2);
        assertThat(post("/memory", Map.of("text", "A note that is kept.")).statusCode())
                .isEqualTo(201);
        assertThat(when().get("/api/agents/" + agent + "/memory").path("text").toString())
                .contains("first statement", "third statement", "note that is kept")
                .doesNotContain("lost");
        assertThat(when().get("/api/agents/" + agent + "/ledger").path("$").toString())
                .isEqualTo("[]");
        System.out.printf(
                "R6: database away for %d s: %d calls, all refused in words; then served%n", OUTAGE_SECONDS, refused);
    }
}
