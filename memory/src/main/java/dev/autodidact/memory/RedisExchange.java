package dev.autodidact.memory;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The exchange through Redis. While Redis is away calls go to the local twin: counters count this node, copies are its own;
 * announcements reach this node only. Connections come back by themselves.
 */
public final class RedisExchange implements NodeExchange {

    private static final Logger LOG = Logger.getLogger(RedisExchange.class);

    /** For the greeting, password included. A busy start takes its time, and a refusal must not pass for silence. */
    private static final Duration GREETING = Duration.ofSeconds(10);

    private final RedisSettings settings;
    private final RedisClient client;
    private final LocalExchange local = new LocalExchange();
    private final Set<String> topics = ConcurrentHashMap.newKeySet();

    private volatile StatefulRedisConnection<String, String> connection;
    private volatile StatefulRedisPubSubConnection<String, String> subscriptions;
    private volatile long awayUntilNs = System.nanoTime();
    private volatile String problem = "not connected yet";
    private volatile boolean closed;

    /**
     * Connects. Where Redis cannot be reached it goes on trying in the background.
     *
     * @throws RedisRefusedException where the address is none, or Redis is there and refuses the password
     */
    public RedisExchange(RedisSettings settings) {
        this.settings = settings;
        RedisURI uri = address(settings.url().orElseThrow());
        uri.setTimeout(GREETING);
        this.client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(1))
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                .build());
        try {
            connect();
        } catch (RedisRefusedException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            throw e;
        } catch (RedisException e) {
            failed(e);
            Thread.ofPlatform().name("redis-connect").daemon().start(this::keepTrying);
        }
    }

    @Override
    public void announce(String topic, String text) {
        StatefulRedisConnection<String, String> now = connection;
        if (now == null || !now.isOpen() || away()) {
            local.deliver(topic, text);
            return;
        }
        now.async().publish(settings.prefix() + topic, text).whenComplete((count, error) -> {
            if (error != null) {
                local.deliver(topic, text);
                failed(error);
            }
        });
    }

    @Override
    public Listening listen(String topic, Consumer<String> listener) {
        Listening listening = local.listen(topic, listener);
        topics.add(topic);
        StatefulRedisPubSubConnection<String, String> now = subscriptions;
        if (now != null) {
            now.async().subscribe(settings.prefix() + topic);
        }
        return listening;
    }

    @Override
    public Optional<String> copy(String key) {
        return ask(redis -> Optional.ofNullable(redis.get(settings.prefix() + key)))
                .orElseGet(() -> local.copy(key));
    }

    @Override
    public void keep(String key, String value, Duration longest) {
        Optional<String> kept =
                ask(redis -> redis.set(settings.prefix() + key, value, SetArgs.Builder.px(longest.toMillis())));
        if (kept.isEmpty()) {
            local.keep(key, value, longest);
        }
    }

    @Override
    public long count(String key, Duration window) {
        return ask(redis -> {
                    String name = settings.prefix() + key;
                    redis.set(name, "0", SetArgs.Builder.nx().px(window.toMillis()));
                    return redis.incr(name);
                })
                .orElseGet(() -> local.count(key, window));
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        closed = true;
        local.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    private <T> Optional<T> ask(Function<RedisCommands<String, String>, T> question) {
        StatefulRedisConnection<String, String> now = connection;
        if (now == null || !now.isOpen() || away()) {
            if (problem == null) {
                problem = "the connection is lost";
            }
            return Optional.empty();
        }
        try {
            T answer = question.apply(now.sync());
            if (problem != null) {
                LOG.info("Redis is back");
                problem = null;
            }
            return Optional.of(answer);
        } catch (RedisException e) {
            failed(e);
            return Optional.empty();
        }
    }

    private boolean away() {
        return awayUntilNs - System.nanoTime() > 0;
    }

    private void failed(Throwable e) {
        awayUntilNs = System.nanoTime() + settings.pause().toNanos();
        if (problem == null || connection == null) {
            LOG.warnf("Redis does not answer, the node goes on without it: %s", e);
        }
        problem = String.valueOf(e.getMessage());
    }

    private static RedisURI address(String url) {
        try {
            return RedisURI.create(url);
        } catch (IllegalArgumentException e) {
            throw new RedisRefusedException("it is no address of the form redis://:password@host:port", e);
        }
    }

    private synchronized void connect() {
        StatefulRedisPubSubConnection<String, String> listening = null;
        StatefulRedisConnection<String, String> speaking = null;
        try {
            listening = client.connectPubSub();
            listening.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    local.deliver(channel.substring(settings.prefix().length()), message);
                }
            });
            speaking = client.connect();
            speaking.sync().ping();
            speaking.setTimeout(settings.timeout());
            subscriptions = listening;
            connection = speaking;
            problem = null;
            for (String topic : topics) {
                listening.async().subscribe(settings.prefix() + topic);
            }
        } catch (RedisException e) {
            if (listening != null) {
                listening.closeAsync();
            }
            if (speaking != null) {
                speaking.closeAsync();
            }
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                String said = String.valueOf(cause.getMessage());
                if (cause instanceof RedisCommandExecutionException
                        && (said.startsWith("WRONGPASS") || said.startsWith("NOAUTH") || said.contains("AUTH"))) {
                    throw new RedisRefusedException(said, e);
                }
            }
            throw e;
        }
    }

    private void keepTrying() {
        while (!closed && connection == null) {
            try {
                Thread.sleep(settings.pause());
                connect();
                LOG.info("Redis is there");
            } catch (RedisRefusedException e) {
                if (!e.getMessage().equals(problem)) {
                    LOG.error(e.getMessage());
                }
                problem = e.getMessage();
            } catch (RedisException e) {
                problem = String.valueOf(e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
