package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Row of the agent_policy table; origins are kept as names with commas. */
@Entity(name = "AgentPolicy")
@Table(name = "agent_policy")
@IdClass(AgentKey.class)
class AgentPolicyEntity {

    @Id
    String tenant;

    @Id
    @Column(name = "agent")
    String id;

    @Column(name = "trusted_origins")
    String trustedOrigins;

    AgentPolicy view() {
        return new AgentPolicy(Arrays.stream(trustedOrigins.split(","))
                .filter(name -> !name.isEmpty())
                .map(LedgerTrust::valueOf)
                .collect(Collectors.toSet()));
    }

    void set(AgentPolicy policy) {
        trustedOrigins =
                policy.trustedOrigins().stream().map(Enum::name).sorted().collect(Collectors.joining(","));
    }
}
