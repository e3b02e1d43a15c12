package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The published adapter versions of all agents, and switching between them. */
@ApplicationScoped
public class AdapterVersions {

    private final EntityManager entities;
    private final Agents agents;

    AdapterVersions(EntityManager entities, Agents agents) {
        this.entities = entities;
        this.agents = agents;
    }

    /** All versions of an agent, the newest first. */
    @Transactional
    public List<AdapterVersion> of(AgentKey agent) {
        return entities.createQuery(
                        "from AdapterVersion where tenant = :tenant and agent = :agent order by created desc",
                        AdapterVersionEntity.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getResultStream()
                .map(AdapterVersionEntity::view)
                .toList();
    }

    /** All versions of a tenant, the newest first. */
    @Transactional
    public List<AdapterVersion> all(String tenant) {
        return entities.createQuery(
                        "from AdapterVersion where tenant = :tenant order by created desc", AdapterVersionEntity.class)
                .setParameter("tenant", tenant)
                .getResultStream()
                .map(AdapterVersionEntity::view)
                .toList();
    }

    /** The agents of a tenant that hold this version: more than one where equal rows made equal bytes. */
    @Transactional
    public List<AdapterVersion> named(String tenant, String version) {
        return entities.createQuery(
                        "from AdapterVersion where tenant = :tenant and version = :version order by created",
                        AdapterVersionEntity.class)
                .setParameter("tenant", tenant)
                .setParameter("version", version)
                .getResultStream()
                .map(AdapterVersionEntity::view)
                .toList();
    }

    /** One version of an agent. */
    @Transactional
    public Optional<AdapterVersion> find(AgentKey agent, String version) {
        return Optional.ofNullable(entities.find(AdapterVersionEntity.class, key(agent, version)))
                .map(AdapterVersionEntity::view);
    }

    /** A version and its ancestors, the version first; empty for the base (null). */
    @Transactional
    public Set<String> lineage(AgentKey agent, String version) {
        Set<String> lineage = new LinkedHashSet<>();
        String next = version;
        while (next != null && lineage.add(next)) {
            AdapterVersionEntity row = entities.find(AdapterVersionEntity.class, key(agent, next));
            next = row == null ? null : row.parent;
        }
        return lineage;
    }

    /**
     * Makes a version the active one.
     *
     * @throws UnknownVersionException where the agent has no such version
     * @throws UnknownAgentException where there is no such agent
     */
    @Transactional
    public Agent activate(AgentKey agent, String version) {
        AgentEntity row = agents.require(agent, LockModeType.PESSIMISTIC_WRITE);
        if (version != null && entities.find(AdapterVersionEntity.class, key(agent, version)) == null) {
            throw new UnknownVersionException("agent '" + agent.id() + "' has no adapter version " + version);
        }
        row.activeAdapter = version;
        row.generation++;
        return row.view();
    }

    /**
     * Goes back from a version to its parent if it still is the active one.
     *
     * @throws VersionConflictException where it is not; nothing is changed
     * @throws UnknownVersionException where the agent has no such version
     */
    @Transactional
    public Agent rollback(AgentKey agent, String version) {
        AdapterVersionEntity row = entities.find(AdapterVersionEntity.class, key(agent, version));
        if (row == null) {
            throw new UnknownVersionException("agent '" + agent.id() + "' has no adapter version " + version);
        }
        agents.compareAndSet(agent, version, row.parent);
        return agents.require(agent, LockModeType.NONE).view();
    }

    /** Adds a version unless it is there; for use inside a transaction. */
    void add(AdapterVersion version) {
        if (entities.find(AdapterVersionEntity.class, key(version.agent(), version.version())) != null) {
            return;
        }
        AdapterVersionEntity row = new AdapterVersionEntity();
        row.tenant = version.agent().tenant();
        row.agent = version.agent().id();
        row.version = version.version();
        row.parent = version.parent();
        row.job = version.job();
        row.baseHash = version.baseHash();
        row.rank = version.rank();
        row.alpha = version.alpha();
        row.sizeBytes = version.sizeBytes();
        row.receipt = version.receiptJson();
        row.curve = version.curveJson();
        row.created = version.created();
        entities.persist(row);
    }

    private static AdapterVersionEntity.Key key(AgentKey agent, String version) {
        return new AdapterVersionEntity.Key(agent.tenant(), agent.id(), version);
    }
}
