package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.autodidact.agent.FactStates;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.memory.IndexStatus;
import dev.autodidact.memory.MemoryEntry;
import dev.autodidact.memory.MemoryFilter;
import dev.autodidact.memory.MemoryHit;
import dev.autodidact.memory.MemoryKind;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.memory.MemoryTrust;
import dev.autodidact.memory.NewMemory;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LearningTicket;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** What an agent remembers: add, search or list with each fact's state, forget. */
@Path("/api/agents/{id}/memory")
@RunOnVirtualThread
class MemoryResource {

    private static final int MAX_LIMIT = 1_000;
    private static final int LISTED = 100;
    private static final int FOUND = 10;

    /** Says how far the search index is, where it is not whole: what is not found may still be there. */
    private static final String INDEX = "Memory-Index";

    private final MemoryStore memory;
    private final FactStates states;
    private final Agents agents;
    private final LearningQueue queue;

    MemoryResource(MemoryStore memory, FactStates states, Agents agents, LearningQueue queue) {
        this.memory = memory;
        this.states = states;
        this.agents = agents;
        this.queue = queue;
    }

    /**
     * What is to be remembered.
     *
     * @param text the text
     * @param source where it comes from
     * @param supersedes the entry whose place it takes
     */
    record RememberRequest(String text, String source, String supersedes) {}

    @POST
    public Response remember(String id, RememberRequest body) {
        AgentKey agent = agents.get(RequestCheck.agent(id)).key();
        RequestCheck.body(body);
        MemoryStore.Added added = memory.add(
                agent,
                new NewMemory(
                        body.text(),
                        body.source(),
                        MemoryKind.NOTE,
                        MemoryTrust.OPERATOR,
                        null,
                        null,
                        body.supersedes() == null ? null : entry(body.supersedes())));
        return Response.status(added.merged() ? 200 : 201)
                .location(URI.create(
                        "/api/agents/" + id + "/memory/" + added.entry().id()))
                .entity(view(agent, added.entry()))
                .build();
    }

    @GET
    public Response search(
            String id,
            @QueryParam("query") String query,
            @QueryParam("limit") String limit,
            @QueryParam("kind") String kind,
            @QueryParam("source") String source,
            @QueryParam("conversation") String conversation,
            @QueryParam("after") String after) {
        AgentKey agent = agents.get(RequestCheck.agent(id)).key();
        MemoryFilter filter = new MemoryFilter(kind(kind), source, conversation, Set.of());
        if (query == null || query.isEmpty()) {
            return list(agent, limit(limit, LISTED), filter, after == null ? null : entry(after));
        }
        List<MemoryHit> hits = memory.search(agent, query, limit(limit, FOUND), filter);
        List<FactStates.Fact> facts =
                states.of(agent, hits.stream().map(MemoryHit::entry).toList());
        List<FactView> views = new ArrayList<>();
        for (int i = 0; i < hits.size(); i++) {
            views.add(FactView.of(facts.get(i), hits.get(i).score()));
        }
        Response.ResponseBuilder answer = Response.ok(views);
        IndexStatus index = memory.index();
        if (index.state() != IndexStatus.State.READY) {
            answer.header(INDEX, index.state().name().toLowerCase(Locale.ROOT) + " " + index.percent() + " %");
        }
        return answer.build();
    }

    /** One entry. */
    @GET
    @Path("{entry}")
    public FactView show(String id, String entry) {
        AgentKey agent = agents.get(RequestCheck.agent(id)).key();
        return view(
                agent,
                memory.find(agent, entry(entry))
                        .filter(found -> found.forgotten() == null)
                        .orElseThrow(() -> unknown(entry)));
    }

    /**
     * What was forgotten, and what still is in the weights.
     *
     * @param forgotten the entry
     * @param inWeights whether the agent's active version holds the same fact, so that it still answers with it
     * @param item the ledger item to take back, or null
     * @param retract the call that takes it back, or null
     * @param ticket the job that takes it back, where that was asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Forgotten(UUID forgotten, boolean inWeights, UUID item, String retract, TicketView ticket) {}

    @DELETE
    @Path("{entry}")
    public Forgotten forget(String id, String entry, @QueryParam("retract") boolean retract) {
        AgentKey agent = agents.get(RequestCheck.agent(id)).key();
        UUID which = entry(entry);
        MemoryEntry before = memory.find(agent, which).orElseThrow(() -> unknown(entry));
        FactStates.Fact fact = states.of(agent, List.of(before)).getFirst();
        memory.forget(agent, which);
        if (fact.version() == null) {
            return new Forgotten(which, false, null, null, null);
        }
        UUID item = fact.item().id();
        LearningTicket ticket = retract ? queue.retract(agent, item) : null;
        return new Forgotten(
                which,
                true,
                item,
                "DELETE /api/agents/" + id + "/ledger/" + item,
                ticket == null ? null : TicketView.of(ticket));
    }

    /** Entries, the newest first; where none older are left and nothing is filtered, what was only taught. */
    private Response list(AgentKey agent, int limit, MemoryFilter filter, UUID after) {
        List<MemoryEntry> entries = memory.newest(agent, limit + 1, filter, after);
        boolean more = entries.size() > limit;
        List<FactStates.Fact> facts = states.of(agent, more ? entries.subList(0, limit) : entries);
        List<FactView> views = new ArrayList<>();
        facts.forEach(fact -> views.add(FactView.of(fact, null)));
        if (!more && after == null && filter.equals(MemoryFilter.ALL)) {
            states.taughtOnly(agent, facts).stream()
                    .limit(limit - facts.size())
                    .forEach(fact -> views.add(FactView.of(fact, null)));
        }
        Response.ResponseBuilder answer = Response.ok(views);
        if (more) {
            answer.header(
                    "Link",
                    "<?limit=" + limit
                            + named(
                                    "kind",
                                    filter.kind() == null ? null : filter.kind().wire())
                            + named("source", filter.source()) + named("conversation", filter.conversation())
                            + "&after=" + views.getLast().id() + ">; rel=\"next\"");
        }
        return answer.build();
    }

    private static String named(String param, String value) {
        return value == null ? "" : "&" + param + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private FactView view(AgentKey agent, MemoryEntry entry) {
        return FactView.of(states.of(agent, List.of(entry)).getFirst(), null);
    }

    private static int limit(String text, int preset) {
        try {
            int limit = text == null ? preset : Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw ApiException.invalid(
                "limit", "invalid_limit", "limit is '" + Excerpt.of(text) + "'; it must be 1 to " + MAX_LIMIT);
    }

    private static MemoryKind kind(String text) {
        if (text == null) {
            return null;
        }
        return MemoryKind.of(text)
                .orElseThrow(() -> ApiException.invalid(
                        "kind", "invalid_kind", "kind is '" + Excerpt.of(text) + "'; it must be note or episode"));
    }

    private static UUID entry(String text) {
        return RequestCheck.id(text, MemoryResource::unknown);
    }

    private static ApiException unknown(String text) {
        return ApiException.missing("entry", "entry_not_found", "there is no entry '" + Excerpt.of(text) + "'");
    }
}
