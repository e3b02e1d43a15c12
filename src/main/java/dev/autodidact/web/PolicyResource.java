package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.AgentPolicies;
import dev.autodidact.sft.AgentPolicy;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.LedgerTrust;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an operator allows an agent to learn from. */
@Path("/api/admin/agents/{id}/policy")
@RunOnVirtualThread
class PolicyResource {

    private final Agents agents;
    private final AgentPolicies policies;

    PolicyResource(Agents agents, AgentPolicies policies) {
        this.agents = agents;
        this.policies = policies;
    }

    /**
     * A policy.
     *
     * @param trustedOrigins {@code tool} and {@code web}: may teach the agent without being looked at
     */
    record PolicyView(@JsonProperty("trusted_origins") List<String> trustedOrigins) {

        static PolicyView of(AgentPolicy policy) {
            return new PolicyView(policy.trustedOrigins().stream()
                    .map(LedgerTrust::wire)
                    .sorted()
                    .toList());
        }
    }

    @GET
    public PolicyView show(String id) {
        return PolicyView.of(policies.of(agents.get(RequestCheck.agent(id)).key()));
    }

    @PUT
    public PolicyView set(String id, PolicyView body) {
        AgentKey agent = RequestCheck.agent(id);
        List<String> origins = RequestCheck.body(body).trustedOrigins();
        if (origins == null) {
            throw ApiException.invalid(
                    "trusted_origins", "trusted_origins_missing", "trusted_origins is missing; a list of tool and web");
        }
        return PolicyView.of(policies.set(agent, policy(origins)));
    }

    /** The policy of these names; null is the strict one. */
    static AgentPolicy policy(List<String> names) {
        Set<LedgerTrust> origins = new HashSet<>();
        for (String name : names == null ? List.<String>of() : names) {
            origins.add(LedgerTrust.origin(name)
                    .filter(LedgerTrust::untrusted)
                    .orElseThrow(() -> ApiException.invalid(
                            "trusted_origins",
                            "invalid_origin",
                            "trusted_origins holds '" + Excerpt.of(String.valueOf(name))
                                    + "'; it may hold tool and web")));
        }
        return new AgentPolicy(origins);
    }
}
