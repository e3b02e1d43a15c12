package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.Quarantine;
import dev.autodidact.sft.QuarantinedItem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** What was held back because nobody vouches for it, and the decisions about it. */
@Path("/api/admin/quarantine")
@RunOnVirtualThread
class QuarantineResource {

    private static final int MAX_NAME_CHARS = 200;
    private static final String SOMEBODY = "operator";

    private final Quarantine quarantine;
    private final Agents agents;
    private final ObjectMapper json;

    QuarantineResource(Quarantine quarantine, Agents agents, ObjectMapper json) {
        this.quarantine = quarantine;
        this.agents = agents;
        this.json = json;
    }

    /**
     * A decision.
     *
     * @param by who decides, {@code operator} where it is missing
     */
    record DecisionRequest(String by) {}

    /**
     * An item that waits.
     *
     * @param item as in the ledger
     * @param agent who would learn it
     * @param ticket its learning ticket
     */
    record WaitingView(@JsonUnwrapped LedgerView item, String agent, UUID ticket) {

        static WaitingView of(QuarantinedItem waiting) {
            return new WaitingView(
                    LedgerView.of(waiting.item(), false).with(ProvenanceView.of(waiting.provenance())),
                    waiting.item().agent().id(),
                    waiting.ticket().id());
        }
    }

    @GET
    public List<WaitingView> list(@QueryParam("agent") String agent) {
        List<QuarantinedItem> waiting = agent == null
                ? quarantine.waiting(Caller.now().tenant())
                : quarantine.waiting(agents.get(RequestCheck.agent(agent)).key());
        return waiting.stream().map(WaitingView::of).toList();
    }

    @POST
    @Path("{item}/approve")
    @Consumes(MediaType.WILDCARD)
    public TicketView approve(String item, String body) throws IOException {
        return TicketView.of(quarantine.approve(Caller.now().tenant(), id(item), by(body)));
    }

    @POST
    @Path("{item}/deny")
    @Consumes(MediaType.WILDCARD)
    public TicketView deny(String item, String body) throws IOException {
        return TicketView.of(quarantine.deny(Caller.now().tenant(), id(item), by(body)));
    }

    private static UUID id(String item) {
        return RequestCheck.id(
                item,
                text -> ApiException.missing("item", "item_not_found", "there is no ledger item " + Excerpt.of(text)));
    }

    /** The body is optional, and so is its type. */
    private String by(String body) throws IOException {
        DecisionRequest decision = body == null || body.isBlank() ? null : json.readValue(body, DecisionRequest.class);
        return decision == null || decision.by() == null
                ? SOMEBODY
                : RequestCheck.text("by", decision.by(), MAX_NAME_CHARS);
    }
}
