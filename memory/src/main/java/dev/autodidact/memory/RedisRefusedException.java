package dev.autodidact.memory;

/** Redis is there and refuses the credentials: a setting is wrong, and waiting does not help. */
public class RedisRefusedException extends RuntimeException {

    RedisRefusedException(String said, Throwable cause) {
        super("Redis refuses the user or password of autodidact.redis.url: " + said, cause);
    }
}
