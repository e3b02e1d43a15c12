package dev.autodidact.web;

import dev.autodidact.sft.AdapterExchange;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a body by its announced length before it is read, with an error of the usual form. */
class BodyLimit {

    private final Settings settings;
    private final AdapterExchange exchange;

    BodyLimit(Settings settings, AdapterExchange exchange) {
        this.settings = settings;
        this.exchange = exchange;
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
        // an archive has a bound of its own, and is read no further than to the first thing that is wrong
        boolean archive = request.getUriInfo().getPath().endsWith("/adapters/import");
        if (length == null && request.getHeaderString("Transfer-Encoding") != null && !archive) {
            throw ApiException.lengthRequired();
        }
        long most = archive ? exchange.maxBytes() : settings.maxBodyBytes();
        if (length != null && number(length) > most) {
            throw ApiException.tooLarge("the body has " + length + " bytes; at most " + most);
        }
    }

    private static long number(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
