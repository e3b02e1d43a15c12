package dev.autodidact.web;

import dev.autodidact.agent.ServedModels;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.policy.PolicyVersion;
import dev.autodidact.policy.PolicyVersions;
import dev.autodidact.policy.UnknownPolicyException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.util.List;

/** The promoted policies: which one writes the self-edits of chats, and switching. */
@Path("/api/admin/policy/versions")
@RunOnVirtualThread
class PolicyVersionResource {

    private final PolicyVersions versions;
    private final ServedModels models;

    PolicyVersionResource(PolicyVersions versions, ServedModels models) {
        this.versions = versions;
        this.models = models;
    }

    @GET
    public List<PolicyVersion> list() {
        return versions.list();
    }

    @POST
    @Path("{version}/activate")
    public PolicyVersion serve(String version) {
        try {
            return versions.serve(models.baseHash(), version);
        } catch (UnknownPolicyException e) {
            throw ApiException.missing(
                    "version",
                    "policy_not_found",
                    "there is no promoted policy '" + Excerpt.of(version) + "' for this base model");
        } catch (IOException e) {
            throw ApiException.failed(500, ApiError.of(e.getMessage(), "server_error", "version", "policy_corrupt"));
        }
    }

    /** The one before writes again; before the first, the model by itself. */
    @POST
    @Path("rollback")
    public PolicyVersions.Rollback rollback() {
        return versions.rollback(models.baseHash())
                .orElseThrow(() -> ApiException.conflict(
                        null,
                        "nothing_to_roll_back",
                        "no policy is served: the model writes its self-edits by itself"));
    }
}
