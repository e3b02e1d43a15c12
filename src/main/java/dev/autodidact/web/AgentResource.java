package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.autodidact.agent.TextGenerator;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.ChatHistory;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.memory.StoredMessage;
import dev.autodidact.sft.AdapterVersions;
import dev.autodidact.sft.Agent;
import dev.autodidact.sft.AgentPolicies;
import dev.autodidact.sft.AgentPolicy;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.Ledger;
import dev.autodidact.sft.LedgerItem;
import dev.autodidact.sft.LedgerTrust;
import dev.autodidact.sft.Provenance;
import dev.autodidact.sft.Quarantine;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Agents: make, show, list; their ledger and their conversations. */
@Path("/api/agents")
@RunOnVirtualThread
class AgentResource {

    private static final int MAX_NAME_CHARS = 200;
    private static final int MAX_MESSAGES = 1_000;
    private static final int MAX_CONVERSATIONS = 100;

    private final Agents agents;
    private final ChatHistory history;
    private final Ledger ledger;
    private final TextGenerator generator;
    private final AgentPolicies policies;
    private final Quarantine quarantine;
    private final AdapterVersions versions;

    AgentResource(
            Agents agents,
            ChatHistory history,
            Ledger ledger,
            TextGenerator generator,
            AgentPolicies policies,
            Quarantine quarantine,
            AdapterVersions versions) {
        this.policies = policies;
        this.quarantine = quarantine;
        this.versions = versions;
        this.agents = agents;
        this.history = history;
        this.ledger = ledger;
        this.generator = generator;
    }

    /**
     * What is needed to make an agent.
     *
     * @param id its id
     * @param name its name for people; the id where it is missing
     * @param trustedOrigins untrusted origins, {@code tool} and {@code web}, that may teach it without being looked at
     */
    record CreateRequest(
            String id,
            String name,
            @JsonProperty("trusted_origins") List<String> trustedOrigins) {}

    @POST
    public Response create(CreateRequest body) {
        String id = RequestCheck.body(body).id();
        if (!AgentKey.isName(id)) {
            throw ApiException.invalid(
                    "id",
                    "invalid_agent_id",
                    "id is '" + (id == null ? "" : Excerpt.of(id))
                            + "'; it needs 1 to 64 letters, digits, dots, underscores or hyphens and starts with a"
                            + " letter or digit");
        }
        String name = body.name() == null ? id : RequestCheck.text("name", body.name(), MAX_NAME_CHARS);
        AgentPolicy policy = PolicyResource.policy(body.trustedOrigins());
        Agent agent = agents.create(RequestCheck.agent(id), name)
                .orElseThrow(
                        () -> ApiException.conflict("id", "agent_exists", "there is an agent '" + id + "' already"));
        if (!policy.equals(AgentPolicy.STRICT)) {
            policies.set(agent.key(), policy);
        }
        return Response.created(URI.create("/api/agents/" + id))
                .entity(view(agent))
                .build();
    }

    @GET
    public List<AgentView> list() {
        Caller caller = Caller.now();
        return agents.list(caller.tenant()).stream()
                .filter(agent -> caller.sees(agent.key()))
                .map(this::view)
                .toList();
    }

    @GET
    @Path("{id}")
    public AgentView show(String id) {
        return view(agents.get(RequestCheck.agent(id)));
    }

    @GET
    @Path("{id}/ledger")
    public List<LedgerView> ledger(String id) {
        Agent agent = agents.get(RequestCheck.agent(id));
        Set<UUID> inWeights = ledger.learnedBy(agent.key(), agent.activeAdapter()).stream()
                .map(LedgerItem::id)
                .collect(Collectors.toCollection(HashSet::new));
        Map<UUID, Provenance> provenance = quarantine.provenance(agent.key());
        return ledger.items(agent.key()).stream()
                .map(item -> LedgerView.of(item, inWeights.contains(item.id()))
                        .with(ProvenanceView.of(provenance.get(item.id()))))
                .toList();
    }

    @GET
    @Path("{id}/conversations")
    public List<ConversationView> conversations(String id) {
        Agent agent = agents.get(RequestCheck.agent(id));
        return history.conversations(agent.key(), MAX_CONVERSATIONS).stream()
                .map(ConversationView::of)
                .toList();
    }

    @GET
    @Path("{id}/conversations/{conversation}")
    public Response messages(
            String id, String conversation, @QueryParam("before") String before, @QueryParam("limit") String limit) {
        Agent agent = agents.get(RequestCheck.agent(id));
        int most = limit == null ? MAX_MESSAGES : (int) RequestCheck.number("limit", limit, 1, MAX_MESSAGES);
        List<StoredMessage> messages = before == null
                ? history.last(agent.key(), conversation, most)
                : history.before(
                                agent.key(), conversation, RequestCheck.id(before, AgentResource::unknownMessage), most)
                        .orElseThrow(() -> unknownMessage(before));
        if (messages.isEmpty() && before == null) {
            throw ApiException.missing(
                    "conversation",
                    "conversation_not_found",
                    "agent '" + id + "' has no conversation '" + Excerpt.of(conversation) + "'");
        }
        Response.ResponseBuilder answer =
                Response.ok(messages.stream().map(MessageView::of).toList());
        if (!messages.isEmpty() && messages.getFirst().position() > 0) {
            answer.header(
                    "Link", "<?limit=" + most + "&before=" + messages.getFirst().id() + ">; rel=\"prev\"");
        }
        return answer.build();
    }

    private static ApiException unknownMessage(String text) {
        return ApiException.missing(
                "before", "message_not_found", "the conversation has no message '" + Excerpt.of(text) + "'");
    }

    private AgentView view(Agent agent) {
        ChatHistory.Counts counts = history.counts(agent.key());
        return new AgentView(
                agent.key().id(),
                agent.name(),
                generator.baseId(),
                agent.activeAdapter(),
                Optional.ofNullable(agent.activeAdapter())
                        .flatMap(version -> versions.find(agent.key(), version))
                        .map(Receipts::capacity)
                        .orElse(null),
                agent.generation(),
                agent.items(),
                policies.of(agent.key()).trustedOrigins().stream()
                        .map(LedgerTrust::wire)
                        .sorted()
                        .toList(),
                counts.conversations(),
                counts.messages(),
                agent.created());
    }
}
