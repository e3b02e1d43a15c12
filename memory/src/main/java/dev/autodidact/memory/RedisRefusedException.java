package dev.autodidact.memory;

/** The address of Redis, or the password in it, is wrong: waiting does not help. */
public class RedisRefusedException extends RuntimeException {

    RedisRefusedException(String said, Throwable cause) {
        super("Redis cannot be used with autodidact.redis.url: " + said, cause);
    }
}
