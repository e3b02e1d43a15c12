package dev.autodidact.web;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import redis.embedded.RedisServer;

/**
 * A real PostgreSQL and a real Redis for the application, each behind a {@link Relay} that a test commands through the
 * control port in the system property {@code relay.postgres} or {@code relay.redis}.
 */
public class Servers implements QuarkusTestResourceLifecycleManager {

    private EmbeddedPostgres postgres;
    private RedisServer redis;

    @Override
    public Map<String, String> start() {
        try {
            postgres = EmbeddedPostgres.start();
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            redis = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .build();
            redis.start();
            Relay database = new Relay(postgres.getPort());
            Relay exchange = new Relay(port);
            System.setProperty("relay.postgres", Integer.toString(database.control()));
            System.setProperty("relay.redis", Integer.toString(exchange.control()));
            System.setProperty("redis.port", Integer.toString(port));
            return Map.of(
                    "quarkus.datasource.jdbc.url",
                    "jdbc:postgresql://127.0.0.1:" + database.port() + "/postgres",
                    "quarkus.datasource.username",
                    "postgres",
                    "quarkus.datasource.password",
                    "postgres",
                    "autodidact.redis.url",
                    "redis://127.0.0.1:" + exchange.port());
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL or Redis cannot be started", e);
        }
    }

    @Override
    public void stop() {
        try {
            redis.stop();
            postgres.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
