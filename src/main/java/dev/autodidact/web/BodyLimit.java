package dev.autodidact.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a body by its announced length before it is read, with an error of the usual form. */
class BodyLimit {

    private final Settings settings;

    BodyLimit(Settings settings) {
        this.settings = settings;
    }

    /** Bounds of requests. */
    @ConfigMapping(prefix = "autodidact.http")
    interface Settings {

        /** Bytes of a body at most. */
        @WithDefault("4194304")
        long maxBodyBytes();
    }

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > settings.maxBodyBytes()) {
            throw ApiException.tooLarge("the body has " + length + " bytes; at most " + settings.maxBodyBytes());
        }
    }
}
