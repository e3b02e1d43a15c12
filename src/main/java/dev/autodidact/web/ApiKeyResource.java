package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.Agents;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** API keys: make, list, end. Those of the caller's tenant; an admin of the default tenant may make keys of others. */
@Path("/api/admin/keys")
@RunOnVirtualThread
class ApiKeyResource {

    private static final int MAX_NAME_CHARS = 200;
    private static final long MAX_SECONDS = Duration.ofDays(3_660).toSeconds();

    private final ApiKeys keys;
    private final Agents agents;

    ApiKeyResource(ApiKeys keys, Agents agents) {
        this.keys = keys;
        this.agents = agents;
    }

    /**
     * What a key is for.
     *
     * @param name its name, one of a kind in the tenant
     * @param role {@code user} (default), {@code agent} or {@code admin}
     * @param agent the only agent it opens; needed for role agent
     * @param tenant whose agents it opens, the caller's own where it is missing
     * @param learning whether it may change weights, false where it is missing
     * @param expiresIn seconds after which it ends by itself, never where it is missing
     */
    record KeyRequest(
            String name,
            String role,
            String agent,
            String tenant,
            Boolean learning,
            @JsonProperty("expires_in") Long expiresIn) {}

    @POST
    public Response make(KeyRequest body) {
        Caller caller = Caller.now();
        String name = RequestCheck.text("name", RequestCheck.body(body).name(), MAX_NAME_CHARS);
        Role role = role(body.role());
        String tenant = body.tenant() == null ? caller.tenant() : body.tenant();
        if (!AgentKey.isName(tenant)) {
            throw ApiException.invalid(
                    "tenant",
                    "invalid_tenant",
                    "tenant is '" + Excerpt.of(tenant) + "'; it needs 1 to 64 letters, digits, dots,"
                            + " underscores or hyphens and starts with a letter or digit");
        }
        if (!tenant.equals(caller.tenant()) && !caller.operator()) {
            throw ApiException.forbidden("other_tenant", "only an admin of the default tenant makes keys of others");
        }
        ApiKeys.Made made = keys.make(new ApiKeys.Order(
                        tenant,
                        name,
                        role,
                        agent(tenant, role, body.agent()),
                        Boolean.TRUE.equals(body.learning()),
                        expires(body.expiresIn())))
                .orElseThrow(() -> ApiException.conflict(
                        "name", "key_exists", "there is a key '" + name + "' already; names are never used again"));
        return Response.created(URI.create("/api/admin/keys/" + made.row().id))
                .entity(ApiKeyView.of(made.row(), made.secret()))
                .build();
    }

    @GET
    public List<ApiKeyView> list() {
        return keys.of(Caller.now().tenant()).stream()
                .map(row -> ApiKeyView.of(row, null))
                .toList();
    }

    @DELETE
    @Path("{id}")
    public ApiKeyView revoke(String id) {
        return keys.revoke(Caller.now().tenant(), id)
                .map(row -> ApiKeyView.of(row, null))
                .orElseThrow(
                        () -> ApiException.missing("id", "key_not_found", "there is no key '" + Excerpt.of(id) + "'"));
    }

    private static Role role(String text) {
        if (text == null) {
            return Role.USER;
        }
        return Arrays.stream(Role.values())
                .filter(role -> role.wire().equals(text))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid(
                        "role", "invalid_role", "role is '" + Excerpt.of(text) + "'; it must be user, agent or admin"));
    }

    private String agent(String tenant, Role role, String agent) {
        if ((role == Role.AGENT) != (agent != null)) {
            throw ApiException.invalid(
                    "agent", "agent_mismatch", "a key of role agent names its agent, and no other key names one");
        }
        if (agent == null) {
            return null;
        }
        if (!AgentKey.isName(agent)) {
            throw ApiException.missing("agent", "agent_not_found", "there is no agent '" + Excerpt.of(agent) + "'");
        }
        return agents.get(new AgentKey(tenant, agent)).key().id();
    }

    private static Instant expires(Long seconds) {
        if (seconds == null) {
            return null;
        }
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw ApiException.invalid(
                    "expires_in",
                    "invalid_expiry",
                    "expires_in is " + seconds + "; it must lie in 1 to " + MAX_SECONDS + " seconds");
        }
        return Instant.now().plusSeconds(seconds);
    }
}
