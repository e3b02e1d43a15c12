package dev.autodidact.web.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.agent.TextGenerator;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.AdapterVersions;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.FineTuning;
import dev.autodidact.sft.TuningJob;
import dev.autodidact.sft.UnknownAgentException;
import dev.autodidact.web.ApiException;
import dev.autodidact.web.Caller;
import dev.autodidact.web.Idempotency;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * {@code /v1/fine_tuning/jobs}: teaches an agent the rows of a file. They go the way of everything that is learned: ledger,
 * queue, training, exam, gate, receipt, version.
 */
@Path("/v1/fine_tuning/jobs")
@RunOnVirtualThread
class FineTuningResource {

    private static final int MAX_LISTED = 100;

    private final FineTuning tuning;
    private final Agents agents;
    private final TextGenerator generator;
    private final Idempotency idempotency;
    private final AdapterVersions versions;

    FineTuningResource(
            FineTuning tuning,
            Agents agents,
            TextGenerator generator,
            Idempotency idempotency,
            AdapterVersions versions) {
        this.tuning = tuning;
        this.agents = agents;
        this.generator = generator;
        this.idempotency = idempotency;
        this.versions = versions;
    }

    @POST
    public Response create(@HeaderParam("Idempotency-Key") String key, JsonNode body) throws Exception {
        Caller caller = Caller.now();
        FineTuning.Order order = TuningCall.read(
                body, caller, generator.baseId(), file -> tuning.systemRows(caller.tenant(), caller.agent(), file));
        return idempotency.once(key, "POST /v1/fine_tuning/jobs " + body, () -> {
            check(order);
            return json().job(tuning.submit(order));
        });
    }

    private void check(FineTuning.Order order) {
        AgentKey agent = order.agent();
        boolean there;
        try {
            agents.get(agent);
            there = true;
        } catch (UnknownAgentException e) {
            there = false;
        }
        if (order.newAgent() && there) {
            throw ApiException.of(
                    409,
                    "conflict_error",
                    "suffix",
                    "agent_exists",
                    "there is an agent '" + agent.id() + "' already; name it as model agent:" + agent.id());
        }
        if (!order.newAgent() && !there) {
            throw ApiException.of(
                    404,
                    "invalid_request_error",
                    "model",
                    "model_not_found",
                    "there is no model '" + order.model() + "'");
        }
    }

    @GET
    public ObjectNode list(@RestQuery String after, @RestQuery String limit) {
        int most = Page.limit(limit, 20, MAX_LISTED);
        Caller caller = Caller.now();
        List<ObjectNode> jobs = tuning.list(caller.tenant(), caller.agent()).stream()
                .map(json()::job)
                .toList();
        return Page.of(jobs, job -> job.get("id").textValue(), after, most);
    }

    @GET
    @Path("{job}")
    public ObjectNode show(String job) {
        return json().job(find(job));
    }

    @GET
    @Path("{job}/events")
    public ObjectNode events(String job, @RestQuery String after, @RestQuery String limit) {
        int most = Page.limit(limit, 20, MAX_LISTED);
        return Page.of(json().events(find(job)), event -> event.get("id").textValue(), after, most);
    }

    @GET
    @Path("{job}/checkpoints")
    public ObjectNode checkpoints(String job, @RestQuery String after, @RestQuery String limit) {
        int most = Page.limit(limit, 10, MAX_LISTED);
        return Page.of(json().checkpoints(find(job)), point -> point.get("id").textValue(), after, most);
    }

    /** Ends a job: what waits is never trained, the item in training ends as usual, what was learned stays. */
    @POST
    @Path("{job}/cancel")
    public ObjectNode cancel(String job) {
        TuningJob found = find(job);
        if (found.ended() && found.status() != TuningJob.Status.CANCELLED) {
            throw ApiException.of(
                    409,
                    "conflict_error",
                    "job",
                    "job_ended",
                    "the job has " + found.status().name().toLowerCase(java.util.Locale.ROOT) + " already");
        }
        return json().job(tuning.cancel(found.agent().tenant(), found.id()));
    }

    private TuningJob find(String id) {
        Caller caller = Caller.now();
        return tuning.find(caller.tenant(), id)
                .filter(job -> caller.sees(job.agent()))
                .orElseThrow(() -> ApiException.of(
                        404,
                        "not_found_error",
                        "job",
                        "job_not_found",
                        "there is no fine-tuning job '" + Excerpt.of(id) + "'"));
    }

    private TuningJson json() {
        return new TuningJson(generator.baseId(), versions);
    }
}
