package dev.autodidact.web;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets those wait a little who are refused again and again: a loop that makes its next call as soon as the last one is
 * answered would else take the processor from everybody. Only so many wait at once; the others are answered at once.
 */
@ApplicationScoped
class LateRefusals {

    private static final long LATE_MS = 250;
    private static final int MOST = 256;

    private final AtomicInteger waiting = new AtomicInteger();

    /** Answers late, on the request's own thread, unless the caller is gone by then. */
    void end(RoutingContext request, Runnable answer) {
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            answer.run();
            return;
        }
        request.vertx().setTimer(LATE_MS, timer -> {
            waiting.decrementAndGet();
            if (!request.response().closed()) {
                answer.run();
            }
        });
    }
}
