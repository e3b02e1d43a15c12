package dev.autodidact.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who may call. */
@ConfigMapping(prefix = "autodidact.security")
interface SecuritySettings {

    /** When callers need an API key. */
    enum Keys {
        /** Unless the server listens on loopback only. */
        AUTO,
        /** Always. */
        REQUIRED
    }

    /**
     * {@code auto}: callers need an API key unless the server listens on loopback only; {@code required}: always. There is no
     * way to open a server that others can reach.
     */
    @WithDefault("auto")
    Keys keys();

    /** Requests that one key may make in a minute; what is over is answered with 429. */
    @WithDefault("600")
    int requestsPerMinute();
}
