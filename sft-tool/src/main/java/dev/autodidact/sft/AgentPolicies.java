package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;

/** What operators have set for agents; an agent without a row is {@link AgentPolicy#STRICT}. */
@ApplicationScoped
public class AgentPolicies {

    private final EntityManager entities;
    private final Agents agents;

    AgentPolicies(EntityManager entities, Agents agents) {
        this.entities = entities;
        this.agents = agents;
    }

    /** The policy of an agent. */
    @Transactional
    public AgentPolicy of(AgentKey agent) {
        AgentPolicyEntity row = entities.find(AgentPolicyEntity.class, agent);
        return row == null ? AgentPolicy.STRICT : row.view();
    }

    /**
     * Replaces the policy of an agent; what waits in quarantine keeps waiting.
     *
     * @throws UnknownAgentException where there is no such agent
     */
    @Transactional
    public AgentPolicy set(AgentKey agent, AgentPolicy policy) {
        agents.require(agent, LockModeType.PESSIMISTIC_WRITE);
        AgentPolicyEntity row = entities.find(AgentPolicyEntity.class, agent);
        if (row == null) {
            row = new AgentPolicyEntity();
            row.tenant = agent.tenant();
            row.id = agent.id();
            row.set(policy);
            entities.persist(row);
        } else {
            row.set(policy);
        }
        return policy;
    }
}
