package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

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
        tree(agent).chain(version).reversed().forEach(node -> lineage.add(node.version()));
        return lineage;
    }

    /** All versions of an agent, tombstones too. */
    VersionTree tree(AgentKey agent) {
        Map<String, List<UUID>> beside = new HashMap<>();
        entities.createQuery(
                        "from AdapterItem where tenant = :tenant and agent = :agent order by version, place",
                        AdapterItemEntity.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getResultStream()
                .forEach(row -> beside.computeIfAbsent(row.version, v -> new ArrayList<>())
                        .add(row.item));
        return new VersionTree(entities.createQuery(
                        "select v.version, v.parent, v.item, v.job, v.erased, v.pinned, v.mergedFrom"
                                + " from AdapterVersion v"
                                + " where v.tenant = :tenant and v.agent = :agent",
                        Object[].class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getResultStream()
                .map(row -> new VersionTree.Node(
                        (String) row[0],
                        (String) row[1],
                        (UUID) row[2],
                        beside.getOrDefault((String) row[0], List.of()),
                        (UUID) row[3],
                        row[4] != null,
                        row[5] != null,
                        (String) row[6]))
                .toList());
    }

    /**
     * Makes a version the active one.
     *
     * @throws UnknownVersionException where the agent has no such version
     * @throws ErasedVersionException where it had it once
     * @throws UnknownAgentException where there is no such agent
     */
    @Transactional
    public Agent activate(AgentKey agent, String version) {
        AgentEntity row = agents.require(agent, LockModeType.PESSIMISTIC_WRITE);
        if (version != null) {
            usable(agent, version);
        }
        row.activeAdapter = version;
        row.generation++;
        agents.noteSwitch(agent);
        return row.view();
    }

    /**
     * Goes back from a version to its parent if it still is the active one.
     *
     * @throws VersionConflictException where it is not; nothing is changed
     * @throws UnknownVersionException where the agent has no such version
     * @throws ErasedVersionException where the version or its parent was erased
     */
    @Transactional
    public Agent rollback(AgentKey agent, String version) {
        AdapterVersionEntity row = usable(agent, version);
        if (row.parent != null) {
            usable(agent, row.parent);
        }
        agents.compareAndSet(agent, version, row.parent);
        return agents.require(agent, LockModeType.NONE).view();
    }

    /**
     * Keeps a version from being swept although nobody answers with it, or does so no longer. Taking back an item erases
     * pinned versions too.
     *
     * @throws UnknownVersionException where the agent has no such version
     * @throws ErasedVersionException where it had it once
     */
    @Transactional
    public AdapterVersion pin(AgentKey agent, String version, boolean pinned) {
        AdapterVersionEntity row = usable(agent, version);
        if (!pinned) {
            row.pinned = null;
        } else if (row.pinned == null) {
            row.pinned = Instant.now();
        }
        return row.view();
    }

    /**
     * Adds a version that no learning job made.
     *
     * @param activate whether the agent answers with it from now on, if it still answers with the version's parent
     * @throws VersionConflictException where it does not; nothing is added
     */
    @Transactional
    AdapterVersion register(AdapterVersion version, boolean activate) {
        agents.require(version.agent(), LockModeType.PESSIMISTIC_WRITE);
        add(version);
        entities.flush();
        if (activate) {
            agents.compareAndSet(version.agent(), version.parent(), version.version());
        }
        return version;
    }

    /**
     * Refuses a version that cannot be used.
     *
     * @throws UnknownVersionException where the agent has no such version
     * @throws ErasedVersionException where it had it once
     */
    @Transactional
    void requireUsable(AgentKey agent, String version) {
        usable(agent, version);
    }

    /** How many versions can be used: of the agent, and of its whole tenant. */
    @Transactional
    long[] usableCounts(AgentKey agent) {
        Object[] counts = entities.createQuery("""
                        select sum(case when agent = :agent then 1 else 0 end), count(*) from AdapterVersion
                        where tenant = :tenant and erased is null""", Object[].class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getSingleResult();
        return new long[] {counts[0] == null ? 0 : ((Number) counts[0]).longValue(), (Long) counts[1]};
    }

    /** Adds a version unless it is there; a tombstone comes to life again. For use inside a transaction. */
    void add(AdapterVersion version) {
        add(version, List.of());
    }

    /** @param beside further items that its training took in, oldest first */
    void add(AdapterVersion version, List<UUID> beside) {
        AdapterVersionEntity row = entities.find(AdapterVersionEntity.class, key(version.agent(), version.version()));
        if (row == null) {
            row = new AdapterVersionEntity();
            row.tenant = version.agent().tenant();
            row.agent = version.agent().id();
            row.version = version.version();
            row.set(version);
            entities.persist(row);
            entities.flush();
            besides(version, beside);
        } else if (row.erased != null) {
            row.set(version);
            besides(version, beside);
        }
    }

    /** Gives a version that is there another past: its bytes came out again in another way. */
    void replace(AdapterVersion version, List<UUID> beside) {
        entities.find(AdapterVersionEntity.class, key(version.agent(), version.version()))
                .set(version);
        besides(version, beside);
    }

    private void besides(AdapterVersion version, List<UUID> beside) {
        AgentKey agent = version.agent();
        entities.createQuery("delete from AdapterItem where tenant = :tenant and agent = :agent and version = :version")
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .setParameter("version", version.version())
                .executeUpdate();
        for (int place = 0; place < beside.size(); place++) {
            AdapterItemEntity row = new AdapterItemEntity();
            row.tenant = agent.tenant();
            row.agent = agent.id();
            row.version = version.version();
            row.place = place;
            row.item = beside.get(place);
            entities.persist(row);
        }
    }

    /** Leaves only tombstones of these versions; for use inside a transaction. */
    void erase(AgentKey agent, Set<String> versions) {
        for (String version : versions) {
            AdapterVersionEntity row = entities.find(AdapterVersionEntity.class, key(agent, version));
            row.erased = Instant.now();
            row.receipt = null;
            row.curve = null;
        }
    }

    /**
     * The names of all versions of all agents.
     *
     * @param usable those that some agent can answer with
     * @param erased those of which some agent has a tombstone; another agent may still use the same bytes
     */
    record Names(Set<String> usable, Set<String> erased) {}

    @Transactional
    Names names() {
        return new Names(
                names("select distinct version from AdapterVersion where erased is null"),
                names("select distinct version from AdapterVersion where erased is not null"));
    }

    private Set<String> names(String query) {
        return Set.copyOf(entities.createQuery(query, String.class).getResultList());
    }

    /**
     * Leaves only tombstones of an agent's versions that are neither the active one, nor one of the last so many that were,
     * nor an ancestor of those. Imported versions stay, since nobody could make them again, and so do those of a job that
     * is not done.
     */
    @Transactional
    void dropUnreferenced(AgentKey agent, int former) {
        Set<UUID> open = Set.copyOf(entities.createQuery(
                        "select id from LearningJob where tenant = :tenant and agent = :agent"
                                + " and state in (QUEUED, TRAINING, EXAMINING)",
                        UUID.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getResultList());
        String active = agents.require(agent, LockModeType.PESSIMISTIC_WRITE).activeAdapter;
        VersionTree tree = tree(agent);
        Set<String> pinned = new HashSet<>();
        tree.chain(active).forEach(node -> pinned.add(node.version()));
        formerlyActive(agent).stream()
                .filter(version -> tree.usable(version) && !version.equals(active))
                .limit(former)
                .forEach(version -> tree.chain(version).forEach(node -> pinned.add(node.version())));
        tree.nodes().stream()
                .filter(node -> node.pinned() && !node.erased())
                .forEach(kept -> tree.chain(kept.version()).forEach(node -> pinned.add(node.version())));
        erase(
                agent,
                tree.nodes().stream()
                        .filter(node -> !node.erased() && node.job() != null && !open.contains(node.job()))
                        .map(VersionTree.Node::version)
                        .filter(version -> !pinned.contains(version))
                        .collect(Collectors.toSet()));
    }

    /** The versions that an agent answered with, the last one first, each once. */
    private Set<String> formerlyActive(AgentKey agent) {
        return new LinkedHashSet<>(entities.createNativeQuery("""
                        select version from adapter_activation where tenant = :tenant and agent = :agent
                        order by generation desc""", String.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getResultList());
    }

    private AdapterVersionEntity usable(AgentKey agent, String version) {
        AdapterVersionEntity row = entities.find(AdapterVersionEntity.class, key(agent, version));
        if (row == null) {
            throw new UnknownVersionException("agent '" + agent.id() + "' has no adapter version " + version);
        }
        if (row.erased != null) {
            throw new ErasedVersionException(version);
        }
        return row;
    }

    private static AdapterVersionEntity.Key key(AgentKey agent, String version) {
        return new AdapterVersionEntity.Key(agent.tenant(), agent.id(), version);
    }
}
