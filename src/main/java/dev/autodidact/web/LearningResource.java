package dev.autodidact.web;

import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LearningTicket;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** Following a learning job. */
@Path("/api/learning/{ticket}")
@RunOnVirtualThread
class LearningResource {

    private final LearningQueue queue;
    private final EventStreams streams;

    LearningResource(LearningQueue queue, EventStreams streams) {
        this.queue = queue;
        this.streams = streams;
    }

    @GET
    public TicketView show(String ticket) {
        return TicketView.of(find(Caller.now(), ticket));
    }

    /** Events {@code learning} at each change, then {@code receipt} where there is one, then {@code done}. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response events(String ticket, @Context HttpServerResponse client) {
        Caller caller = Caller.now();
        UUID id = find(caller, ticket).id();
        return streams.open(client, events -> {
            events.send("learning", TicketView.of(find(caller, ticket)));
            LearningTicket last;
            do {
                last = queue.await(
                        id, EventStreams.HEARTBEAT, change -> events.send("learning", TicketView.of(change)));
            } while (!last.state().isFinal() && !events.closed());
            if (last.receiptJson() != null) {
                events.send("receipt", Receipts.json(last));
            }
            events.send("done", TicketView.of(last));
        });
    }

    private LearningTicket find(Caller caller, String ticket) {
        return queue.find(caller.tenant(), RequestCheck.ticket(ticket))
                .filter(found -> caller.sees(found.agent()))
                .orElseThrow(() -> RequestCheck.unknownTicket(ticket));
    }
}
