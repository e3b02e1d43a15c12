package dev.autodidact.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.AdapterComparison;
import dev.autodidact.sft.AdapterPages;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.AdapterVersion;
import dev.autodidact.sft.AdapterVersions;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.Ledger;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** Adapter versions: list, show, switch. */
@Path("/api/admin")
@RunOnVirtualThread
class AdapterResource {

    private static final int MAX_LISTED = 1_000;

    private final AdapterVersions versions;
    private final AdapterPages pages;
    private final AdapterStore store;
    private final Agents agents;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final AdapterComparison comparison;
    private final Idempotency idempotency;
    private final MeterRegistry meters;

    AdapterResource(
            AdapterVersions versions,
            AdapterPages pages,
            AdapterStore store,
            Agents agents,
            Ledger ledger,
            ObjectMapper json,
            AdapterComparison comparison,
            Idempotency idempotency,
            MeterRegistry meters) {
        this.meters = meters;
        this.comparison = comparison;
        this.idempotency = idempotency;
        this.json = json;
        this.versions = versions;
        this.pages = pages;
        this.store = store;
        this.agents = agents;
        this.ledger = ledger;
    }

    /**
     * Which agent is meant, where several hold the version.
     *
     * @param agent the agent's id
     */
    record ActivateRequest(String agent) {}

    /**
     * The version an agent answers with after a switch.
     *
     * @param agent the agent
     * @param adapter the version, null for the bare base model
     * @param generation counts the switches
     */
    record ActiveView(String agent, String adapter, long generation) {}

    @GET
    @Path("adapters")
    @APIResponseSchema(AdapterView[].class)
    public Response list(
            @QueryParam("agent") String agent, @QueryParam("limit") String limit, @QueryParam("after") String after) {
        int most = limit == null ? MAX_LISTED : (int) RequestCheck.number("limit", limit, 1, MAX_LISTED);
        String of = agent == null
                ? null
                : agents.get(RequestCheck.agent(agent)).key().id();
        List<AdapterVersion> found = pages.page(Caller.now().tenant(), of, after, most + 1);
        Map<AgentKey, String> active = new HashMap<>();
        agents.list(Caller.now().tenant()).forEach(one -> active.put(one.key(), one.activeAdapter()));
        Response.ResponseBuilder answer = Response.ok(found.stream()
                .limit(most)
                .map(version -> AdapterView.of(version, version.version().equals(active.get(version.agent()))))
                .toList());
        if (found.size() > most) {
            answer.header(
                    "Link",
                    "</api/admin/adapters?limit=" + most + (of == null ? "" : "&agent=" + of) + "&after="
                            + found.get(most - 1).version() + ">; rel=\"next\"");
        }
        return answer.build();
    }

    @GET
    @Path("adapters/{version}")
    public AdapterDetailView show(String version, @QueryParam("agent") String agent) throws IOException {
        AdapterVersion found = find(version, agent);
        List<LedgerView> items = ledger.learnedBy(found.agent(), version).stream()
                .map(item -> LedgerView.of(item, true))
                .toList();
        return new AdapterDetailView(
                view(found), items, found.erased() == null ? comparison.layers(version) : null, found.curveJson());
    }

    @POST
    @Path("adapters/{version}/activate")
    @Consumes(MediaType.WILDCARD)
    public Response activate(
            String version, @QueryParam("agent") String agent, @HeaderParam("Idempotency-Key") String key, String body)
            throws Exception {
        AdapterVersion found = find(version, agent == null ? agent(body) : agent);
        return idempotency.once(key, "activate " + found.agent() + version, () -> {
            // The file must be whole before anybody answers with it.
            if (found.erased() == null) {
                store.load(version);
            }
            return active(versions.activate(found.agent(), version));
        });
    }

    @POST
    @Path("agents/{id}/rollback")
    public Response rollback(String id, @HeaderParam("Idempotency-Key") String once) throws Exception {
        AgentKey key = RequestCheck.agent(id);
        agents.get(key);
        return idempotency.once(once, "rollback " + id, () -> rollBack(id, key));
    }

    private ActiveView rollBack(String id, AgentKey key) throws IOException {
        String active = agents.get(key).activeAdapter();
        if (active == null) {
            throw ApiException.conflict(
                    "id",
                    "nothing_to_roll_back",
                    "agent '" + id + "' answers with the base model; there is nothing to roll back to");
        }
        String parent = versions.find(key, active).map(AdapterVersion::parent).orElse(null);
        if (parent != null) {
            store.load(parent);
        }
        ActiveView now = active(versions.rollback(key, active));
        meters.counter("autodidact.rollbacks").increment();
        return now;
    }

    /** The body is optional, and so is its type. */
    private String agent(String body) throws IOException {
        return body == null || body.isBlank()
                ? null
                : json.readValue(body, ActivateRequest.class).agent();
    }

    private AdapterVersion find(String version, String agent) {
        return VersionLookup.find(versions, agents, version, agent);
    }

    private AdapterView view(AdapterVersion version) {
        return AdapterView.of(
                version, version.version().equals(agents.get(version.agent()).activeAdapter()));
    }

    private static ActiveView active(dev.autodidact.sft.Agent agent) {
        return new ActiveView(agent.key().id(), agent.activeAdapter(), agent.generation());
    }
}
