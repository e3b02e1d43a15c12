package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.autodidact.agent.AnswerProbe;
import dev.autodidact.agent.TextGenerator;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.AdapterComparison;
import dev.autodidact.sft.AdapterExchange;
import dev.autodidact.sft.AdapterMerges;
import dev.autodidact.sft.AdapterVersion;
import dev.autodidact.sft.AdapterVersions;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.Ledger;
import dev.autodidact.sft.LedgerRow;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What can be done with adapter versions beside switching: compare, pin, merge, bring in, take out. */
@Path("/api/admin")
@RunOnVirtualThread
class AdapterChangeResource {

    private static final int MAX_QUESTIONS = 24;
    private static final String BASE = "base";

    private final AdapterVersions versions;
    private final AdapterComparison comparison;
    private final AdapterMerges merges;
    private final AdapterExchange exchange;
    private final AnswerProbe probe;
    private final Agents agents;
    private final Ledger ledger;
    private final TextGenerator generator;
    private final Idempotency idempotency;

    AdapterChangeResource(
            AdapterVersions versions,
            AdapterComparison comparison,
            AdapterMerges merges,
            AdapterExchange exchange,
            AnswerProbe probe,
            Agents agents,
            Ledger ledger,
            TextGenerator generator,
            Idempotency idempotency) {
        this.versions = versions;
        this.comparison = comparison;
        this.merges = merges;
        this.exchange = exchange;
        this.probe = probe;
        this.agents = agents;
        this.ledger = ledger;
        this.generator = generator;
        this.idempotency = idempotency;
    }

    /**
     * How two versions differ.
     *
     * @param version the first
     * @param with the second, null for the bare base model
     * @param layers each linear layer
     * @param answers questions that either was taught, asked of both; null where it was not asked for
     */
    record DiffView(
            String version,
            String with,
            List<AdapterComparison.LayerDifference> layers,
            List<AnswerProbe.Pair> answers) {}

    /**
     * What is to be merged.
     *
     * @param agent whose versions they are
     * @param versions two: the merged one follows the first
     * @param method {@code linear} (default), {@code ties}, {@code dare}
     * @param weights of what each adds to their common ancestor, 1 and 1 where they are missing
     * @param density share of the entries that ties and dare keep, 0.5 where it is missing
     * @param seed of what dare drops
     */
    record MergeRequest(
            String agent, List<String> versions, String method, List<Double> weights, Double density, Long seed) {}

    /**
     * What came of a merge.
     *
     * @param verdict {@code accepted}, {@code shrunk} or {@code rejected}
     * @param version the new version, null where it was rejected
     * @param active whether the agent answers with it
     * @param receipt the counts
     */
    record MergeView(
            String verdict,
            String version,
            boolean active,
            @JsonRawValue String receipt) {}

    @GET
    @Path("adapters/{version}/diff")
    public DiffView diff(
            String version,
            @QueryParam("with") String with,
            @QueryParam("agent") String agent,
            @QueryParam("answers") @DefaultValue("false") boolean answers)
            throws IOException {
        AdapterVersion one = find(version, agent);
        String other = with == null
                ? one.parent()
                : with.equals(BASE) ? null : find(with, agent).version();
        return new DiffView(
                version,
                other,
                comparison.differences(version, other),
                answers
                        ? probe.ask(one.agent().tenant(), questions(one.agent(), version, other), version, other)
                        : null);
    }

    @PUT
    @Path("adapters/{version}/pin")
    @Consumes(MediaType.WILDCARD)
    public AdapterView pin(String version, @QueryParam("agent") String agent) {
        return view(versions.pin(find(version, agent).agent(), version, true));
    }

    @DELETE
    @Path("adapters/{version}/pin")
    public AdapterView unpin(String version, @QueryParam("agent") String agent) {
        return view(versions.pin(find(version, agent).agent(), version, false));
    }

    @POST
    @Path("adapters/merge")
    public Response merge(@HeaderParam("Idempotency-Key") String key, MergeRequest body) throws Exception {
        AdapterMerges.Order order = order(RequestCheck.body(body));
        return idempotency.once(key, "merge " + body, () -> {
            AdapterMerges.Result result = merges.merge(order);
            return new MergeView(result.verdict(), result.version(), result.active(), result.receiptJson());
        });
    }

    @POST
    @Path("adapters/import")
    @Consumes(MediaType.WILDCARD)
    public Response bring(@QueryParam("agent") String agent, InputStream zip) throws IOException {
        if (agent == null) {
            throw ApiException.invalid("agent", "agent_needed", "say with agent whose version it becomes");
        }
        AgentKey key = agents.get(RequestCheck.agent(agent)).key();
        AdapterVersion version = exchange.add(key, zip, generator.baseHash());
        return Response.created(URI.create("/api/admin/adapters/" + version.version() + "?agent=" + agent))
                .entity(view(version))
                .build();
    }

    @GET
    @Path("adapters/{version}/export")
    @Produces("application/zip")
    public Response take(String version, @QueryParam("agent") String agent) {
        AdapterVersion found = find(version, agent);
        StreamingOutput zip = out -> exchange.write(found, generator.baseId(), out);
        return Response.ok(zip, "application/zip")
                .header("Content-Disposition", "attachment; filename=\"" + version.substring(0, 12) + ".zip\"")
                .build();
    }

    private List<String> questions(AgentKey agent, String one, String other) {
        return Stream.of(one, other)
                .filter(Objects::nonNull)
                .flatMap(version -> ledger.learnedBy(agent, version).reversed().stream())
                .flatMap(item -> item.rows().stream())
                .map(LedgerRow::q)
                .filter(Objects::nonNull)
                .distinct()
                .limit(MAX_QUESTIONS)
                .toList();
    }

    private AdapterMerges.Order order(MergeRequest body) {
        if (body.agent() == null) {
            throw ApiException.invalid("agent", "agent_needed", "say with agent whose versions are merged");
        }
        if (body.versions() == null || body.versions().size() != 2) {
            throw ApiException.invalid("versions", "invalid_versions", "versions must be a list of two");
        }
        if (body.weights() != null
                && (body.weights().size() != 2 || body.weights().contains(null))) {
            throw ApiException.invalid("weights", "invalid_weights", "weights must be a list of two numbers");
        }
        return new AdapterMerges.Order(
                agents.get(RequestCheck.agent(body.agent())).key(),
                find(body.versions().get(0), body.agent()).version(),
                find(body.versions().get(1), body.agent()).version(),
                body.method() == null ? "linear" : body.method(),
                body.weights() == null ? 1 : body.weights().get(0),
                body.weights() == null ? 1 : body.weights().get(1),
                body.density() == null ? 0.5 : body.density(),
                body.seed() == null ? 0 : body.seed());
    }

    /** A version that can be used. */
    private AdapterVersion find(String version, String agent) {
        AdapterVersion found = VersionLookup.find(versions, agents, version, agent);
        if (found.erased() != null) {
            throw ApiException.conflict(
                    "version", "version_erased", "version " + version + " was erased at " + found.erased());
        }
        return found;
    }

    private AdapterView view(AdapterVersion version) {
        return AdapterView.of(
                version, version.version().equals(agents.get(version.agent()).activeAdapter()));
    }
}
