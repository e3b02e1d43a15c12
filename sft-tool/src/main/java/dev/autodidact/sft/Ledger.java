package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each agent was taught, in order: the truth that the weights are a function of. */
@ApplicationScoped
public class Ledger {

    private final EntityManager entities;
    private final AdapterVersions versions;
    private final Agents agents;

    Ledger(EntityManager entities, AdapterVersions versions, Agents agents) {
        this.entities = entities;
        this.versions = versions;
        this.agents = agents;
    }

    /** All items of an agent in the order of acceptance, as they stand for its active version. */
    @Transactional
    public List<LedgerItem> items(AgentKey agent) {
        String active = agents.require(agent, LockModeType.NONE).activeAdapter;
        Set<UUID> superseded = HeldRows.superseded(learnedBy(agent, active));
        return rows(agent).stream()
                .map(LedgerItemEntity::view)
                .map(item -> item.state() == LedgerState.LEARNED && superseded.contains(item.id())
                        ? item.as(LedgerState.SUPERSEDED)
                        : item)
                .toList();
    }

    /** Whether the agent has items of these ids, from these messages or with one of these texts as source. */
    @Transactional
    public boolean has(AgentKey agent, Set<UUID> ids, Set<UUID> messages, Set<String> sources) {
        return !entities.createQuery("""
                        select i.id from LedgerItem i where i.tenant = :tenant and i.agent = :agent
                        and (i.id in :ids or i.message in :messages or trim(i.source) in :sources)""", UUID.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .setParameter("ids", ids)
                .setParameter("messages", messages)
                .setParameter("sources", sources)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /**
     * The items that a version holds in its weights, in the order in which they were tried: those learned by it and by its
     * ancestors, and those that were found to be there already.
     */
    @Transactional
    public List<LedgerItem> learnedBy(AgentKey agent, String version) {
        return tried(agent, version)
                .filter(item -> item.state != LedgerState.REJECTED)
                .map(LedgerItemEntity::view)
                .toList();
    }

    /** The items that a version and its ancestors were trained on, in the order of the training. */
    @Transactional
    List<LedgerItem> trainedInto(AgentKey agent, String version) {
        Map<UUID, LedgerItemEntity> items =
                rows(agent).stream().collect(Collectors.toMap(item -> item.id, Function.identity()));
        return versions.tree(agent).chain(version).stream()
                .flatMap(node -> node.items().stream())
                .map(items::get)
                .filter(Objects::nonNull)
                .map(LedgerItemEntity::view)
                .toList();
    }

    /** Items with those rows only that later ones among them have not replaced; in the order of their training. */
    public static List<LedgerItem> counting(List<LedgerItem> items) {
        return HeldRows.counting(items);
    }

    /** The last ancestor of a version that no item was trained into, null for the base. */
    @Transactional
    String root(AgentKey agent, String version) {
        return versions.tree(agent).root(version);
    }

    /** What was tried on a version and its ancestors, with success or not, in that order; for use in a transaction. */
    Stream<LedgerItemEntity> tried(AgentKey agent, String version) {
        Set<String> lineage = versions.lineage(agent, version);
        return rows(agent).stream()
                .filter(item -> item.step != null && within(lineage, item))
                .sorted(Comparator.comparing(item -> item.step));
    }

    private static boolean within(Set<String> lineage, LedgerItemEntity item) {
        return switch (item.state) {
            case LEARNED, RETRACTING -> lineage.contains(item.adapter);
            case REJECTED -> item.parent == null || lineage.contains(item.parent);
            default -> false;
        };
    }

    /** All items of an agent in the order of acceptance; for use in a transaction. */
    List<LedgerItemEntity> rows(AgentKey agent) {
        return entities.createQuery(
                        "from LedgerItem where tenant = :tenant and agent = :agent order by ordinal",
                        LedgerItemEntity.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getResultList();
    }
}
