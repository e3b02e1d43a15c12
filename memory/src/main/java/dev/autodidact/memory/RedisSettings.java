package dev.autodidact.memory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the exchange between nodes. */
@ConfigMapping(prefix = "autodidact.redis")
public interface RedisSettings {

    /** Where Redis is, {@code redis://[[user]:password@]host[:port][/database]}; without it the node stands alone. */
    Optional<String> url();

    /** What all keys and topics begin with. */
    @WithDefault("autodidact:")
    String prefix();

    /** How long one call may take before the node goes on without it. */
    @WithDefault("250ms")
    Duration timeout();

    /** How long Redis is left alone after a call that failed. */
    @WithDefault("1s")
    Duration pause();
}
