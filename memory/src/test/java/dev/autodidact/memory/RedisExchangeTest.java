package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** The exchange on a real Redis server. */
class RedisExchangeTest implements NodeExchangeContract {

    private static int port;
    private static RedisServer server;

    private String prefix;
    private NodeExchange exchange;
    private NodeExchange other;

    private static RedisServer start(int port) throws IOException {
        RedisServer started = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("requirepass secret")
                .build();
        started.start();
        return started;
    }

    @BeforeAll
    static void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = start(port);
    }

    @AfterAll
    static void stop() throws IOException {
        server.stop();
    }

    @BeforeEach
    void connect() {
        prefix = "test-" + UUID.randomUUID() + ":";
        exchange = new RedisExchange(settings("secret"));
        other = new RedisExchange(settings("secret"));
    }

    @AfterEach
    void close() {
        exchange.close();
        other.close();
    }

    private RedisSettings settings(String password) {
        return Defaults.of(
                RedisSettings.class,
                Map.of(
                        "url",
                        Optional.of("redis://:" + password + "@127.0.0.1:" + port),
                        "prefix",
                        prefix,
                        "timeout",
                        Duration.ofSeconds(2),
                        "pause",
                        Duration.ofMillis(50)));
    }

    @Override
    public NodeExchange exchange() {
        return exchange;
    }

    @Override
    public NodeExchange other() {
        return other;
    }

    @Override
    public void awaitSubscriptions() throws Exception {
        for (NodeExchange each : new NodeExchange[] {exchange, other}) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            String topic = "ready-" + UUID.randomUUID();
            each.listen(topic, heard::add);
            String word = null;
            for (int i = 0; i < 200 && word == null; i++) {
                (each == exchange ? other : exchange).announce(topic, "ready");
                word = heard.poll(100, TimeUnit.MILLISECONDS);
            }
            assertThat(word).isEqualTo("ready");
        }
    }

    @Test
    void aWrongPasswordIsRefusedInWords() {
        assertThatThrownBy(() -> new RedisExchange(settings("wrong")))
                .isInstanceOf(RedisRefusedException.class)
                .hasMessageContaining("autodidact.redis.url")
                .hasMessageContaining("WRONGPASS");
    }

    @Test
    void whileRedisIsAwayEveryCallReturnsAndAfterwardsAllIsAsBefore() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        exchange.listen("a", heard::add);
        awaitSubscriptions();
        exchange.keep("k", "1", LONG);
        server.stop();
        for (int i = 0; i < 20; i++) {
            exchange.announce("a", "away");
            exchange.copy("k");
            exchange.keep("k", "2", LONG);
            assertThat(exchange.count("n", LONG)).isPositive();
        }
        assertThat(exchange.problem()).isPresent();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("away");
        server = start(port);
        for (int i = 0; i < 400 && exchange.problem().isPresent(); i++) {
            Thread.sleep(50);
            exchange.count("back", LONG);
        }
        assertThat(exchange.problem()).isEmpty();
        for (int i = 0; i < 400 && other.problem().isPresent(); i++) {
            Thread.sleep(50);
            other.count("back", LONG);
        }
        heard.clear();
        String word = null;
        for (int i = 0; i < 200 && !"back".equals(word); i++) {
            other.announce("a", "back");
            word = heard.poll(100, TimeUnit.MILLISECONDS);
        }
        assertThat(word).isEqualTo("back");
    }

    @Test
    void aNodeStartsWithoutRedisAndFindsItLater() throws Exception {
        server.stop();
        try (NodeExchange late = new RedisExchange(settings("secret"))) {
            assertThat(late.problem()).isPresent();
            assertThat(late.count("n", LONG)).isEqualTo(1);
            server = start(port);
            for (int i = 0; i < 400 && late.problem().isPresent(); i++) {
                Thread.sleep(50);
            }
            assertThat(late.problem()).isEmpty();
        }
    }
}
