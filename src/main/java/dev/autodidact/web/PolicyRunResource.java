package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.policy.PolicyRun;
import dev.autodidact.policy.PolicyRuns;
import dev.autodidact.policy.PolicyVersions;
import dev.autodidact.policy.RunPicture;
import dev.autodidact.policy.RunSettings;
import dev.autodidact.policy.RunTable;
import dev.autodidact.policy.UnknownRunException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Runs of the outer loop: start, follow, look at, cancel. */
@Path("/api/admin/policy/runs")
@RunOnVirtualThread
class PolicyRunResource {
    private static final int LISTED = 50;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final PolicyRuns runs;
    private final RunTable table;
    private final PolicyVersions versions;
    private final EventStreams streams;

    PolicyRunResource(PolicyRuns runs, RunTable table, PolicyVersions versions, EventStreams streams) {
        this.versions = versions;
        this.runs = runs;
        this.table = table;
        this.streams = streams;
    }

    /** Body of a start; all fields may be left out. */
    record StartBody(
            String algorithm,
            List<String> environments,
            Integer rounds,
            Integer tasks,
            Integer group,
            @JsonProperty("held_out") Integer heldOut,
            Long seed,
            Double feedback,
            Integer curated) {
        RunSettings settings() {
            return new RunSettings(algorithm, environments, rounds, tasks, group, heldOut, seed, feedback, curated);
        }
    }

    @POST
    public Response start(StartBody body) {
        RunSettings settings =
                (body == null ? new StartBody(null, null, null, null, null, null, null, null, null) : body).settings();
        try {
            PolicyRun run = runs.start(settings);
            return Response.accepted(view(run))
                    .location(URI.create("/api/admin/policy/runs/" + run.id()))
                    .build();
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(null, "invalid_run", e.getMessage());
        }
    }

    @GET
    public List<PolicyRunView> list() {
        return table.last(LISTED).stream().map(this::view).toList();
    }

    @GET
    @Path("{run}")
    public PolicyRunView show(String run) {
        return view(find(run));
    }

    @POST
    @Path("{run}/cancel")
    public PolicyRunView cancel(String run) {
        return view(runs.cancel(find(run).id()));
    }

    @GET
    @Path("{run}/picture")
    @Produces("image/svg+xml")
    public String picture(String run) {
        return RunPicture.of(find(run));
    }

    /** Events {@code run} at each change, then {@code done}. */
    @GET
    @Path("{run}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response events(String run, @Context HttpServerResponse client) {
        UUID id = find(run).id();
        return streams.open(client, events -> {
            PolicyRun last = null;
            while (!events.closed()) {
                PolicyRun now = table.get(id);
                if (!now.equals(last)) {
                    events.send("run", view(now));
                }
                last = now;
                if (now.state().isFinal()) {
                    events.send("done", view(now));
                    return;
                }
                Thread.sleep(LOOK);
            }
        });
    }

    private PolicyRunView view(PolicyRun run) {
        return PolicyRunView.of(run, versions.of(run.id()));
    }

    private PolicyRun find(String text) {
        try {
            return table.get(UUID.fromString(text));
        } catch (IllegalArgumentException | UnknownRunException e) {
            throw ApiException.missing("run", "run_not_found", "there is no policy run '" + Excerpt.of(text) + "'");
        }
    }
}
