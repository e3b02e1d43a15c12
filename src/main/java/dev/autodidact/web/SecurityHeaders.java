package dev.autodidact.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What browsers must know of every answer; the page's own files say more (application.properties). */
@ApplicationScoped
class SecurityHeaders {

    private static final int FIRST = 300;

    void add(@Observes Filters filters) {
        filters.register(
                request -> {
                    set(request.response().headers());
                    request.next();
                },
                FIRST);
    }

    static void set(MultiMap headers) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
    }
}
