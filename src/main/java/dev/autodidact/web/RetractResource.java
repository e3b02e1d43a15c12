package dev.autodidact.web;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LearningTicket;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;

/** Taking a taught item back. */
@Path("/api/agents/{id}/ledger/{item}")
@RunOnVirtualThread
class RetractResource {

    private final LearningQueue queue;

    RetractResource(LearningQueue queue) {
        this.queue = queue;
    }

    @DELETE
    public Response retract(String id, String item, @QueryParam("wait_ms") String waitMs) throws InterruptedException {
        AgentKey agent = RequestCheck.agent(id);
        int wait = RequestCheck.waitMs(number(waitMs));
        LearningTicket ticket = queue.retract(agent, item(item));
        if (wait > 0 && !ticket.state().isFinal()) {
            ticket = queue.await(ticket.id(), Duration.ofMillis(wait), change -> {});
        }
        return Response.status(ticket.state().isFinal() ? 200 : 202)
                .location(URI.create("/api/learning/" + ticket.id()))
                .entity(TicketView.of(ticket))
                .build();
    }

    private static Integer number(String text) {
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw ApiException.invalid(
                    "wait_ms",
                    "invalid_wait",
                    "wait_ms is '" + Excerpt.of(text) + "'; it must be a number of milliseconds");
        }
    }

    private static UUID item(String text) {
        return RequestCheck.id(
                text,
                item -> ApiException.missing(
                        "item", "item_not_found", "there is no ledger item '" + Excerpt.of(item) + "'"));
    }
}
