package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;

/** What each agent was taught, in order: the truth that the weights are a function of. */
@ApplicationScoped
public class Ledger {

    private final EntityManager entities;
    private final AdapterVersions versions;

    Ledger(EntityManager entities, AdapterVersions versions) {
        this.entities = entities;
        this.versions = versions;
    }

    /** All items of an agent in the order of acceptance. */
    @Transactional
    public List<LedgerItem> items(AgentKey agent) {
        return entities.createQuery(
                        "from LedgerItem where tenant = :tenant and agent = :agent order by ordinal",
                        LedgerItemEntity.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getResultStream()
                .map(LedgerItemEntity::view)
                .toList();
    }

    /** The items that a version holds in its weights: those learned by it and by its ancestors, in order. */
    @Transactional
    public List<LedgerItem> learnedBy(AgentKey agent, String version) {
        Set<String> lineage = versions.lineage(agent, version);
        return items(agent).stream()
                .filter(item -> item.state() == LedgerState.LEARNED && lineage.contains(item.adapter()))
                .toList();
    }
}
