package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The agents and which adapter version each of them answers with. */
@ApplicationScoped
public class Agents {

    private final EntityManager entities;
    private final AuditLog audit;

    Agents(EntityManager entities, AuditLog audit) {
        this.entities = entities;
        this.audit = audit;
    }

    /**
     * Makes an agent that answers with the bare base model.
     *
     * @return the agent, or empty where there is one of this key already
     */
    @Transactional
    public Optional<Agent> create(AgentKey key, String name) {
        int added = entities.createNativeQuery("""
                        insert into agent (tenant, id, name, generation, items, created)
                        values (:tenant, :id, :name, 0, 0, :created) on conflict do nothing""")
                .setParameter("tenant", key.tenant())
                .setParameter("id", key.id())
                .setParameter("name", name)
                .setParameter("created", Instant.now())
                .executeUpdate();
        return added == 0
                ? Optional.empty()
                : Optional.of(require(key, LockModeType.NONE).view());
    }

    /** All agents of a tenant by id. */
    @Transactional
    public List<Agent> list(String tenant) {
        return entities.createQuery("from Agent where tenant = :tenant order by id", AgentEntity.class)
                .setParameter("tenant", tenant)
                .getResultStream()
                .map(AgentEntity::view)
                .toList();
    }

    /**
     * The agent of this key as it is now.
     *
     * @throws UnknownAgentException where there is none
     */
    @Transactional
    public Agent get(AgentKey key) {
        return require(key, LockModeType.NONE).view();
    }

    /** All agents of all tenants. */
    @Transactional
    List<AgentKey> keys() {
        return entities.createQuery("select tenant, id from Agent order by tenant, id", Object[].class)
                .getResultStream()
                .map(row -> new AgentKey((String) row[0], (String) row[1]))
                .toList();
    }

    /** The agent's row, locked as asked for; for use inside a transaction. */
    AgentEntity require(AgentKey key, LockModeType lock) {
        AgentEntity agent = entities.find(AgentEntity.class, key, lock);
        if (agent == null) {
            throw new UnknownAgentException(key);
        }
        return agent;
    }

    /**
     * Switches the active version if it still is the expected one; for use inside a transaction.
     *
     * @param expected the version the caller started from, null for the base
     * @param next the version to switch to, null for the base
     * @throws VersionConflictException where somebody else has switched meanwhile
     */
    void compareAndSet(AgentKey key, String expected, String next) {
        int changed = entities.createQuery("""
                        update Agent set activeAdapter = :next, generation = generation + 1
                        where tenant = :tenant and id = :id and coalesce(activeAdapter, '') = :expected""")
                .setParameter("next", next)
                .setParameter("tenant", key.tenant())
                .setParameter("id", key.id())
                .setParameter("expected", expected == null ? "" : expected)
                .executeUpdate();
        if (changed != 1) {
            throw new VersionConflictException(key, expected);
        }
        noteSwitch(key);
    }

    /** Keeps for later which version the agent answers with from now on; for use in the transaction of a switch. */
    void noteSwitch(AgentKey key) {
        entities.flush();
        entities.createNativeQuery("""
                        insert into adapter_activation (tenant, agent, generation, version, since)
                        select tenant, id, generation, active_adapter, :now from agent
                        where tenant = :tenant and id = :id and active_adapter is not null""")
                .setParameter("now", Instant.now())
                .setParameter("tenant", key.tenant())
                .setParameter("id", key.id())
                .executeUpdate();
        Object[] now = (Object[]) entities.createNativeQuery(
                        "select generation, active_adapter from agent where tenant = :tenant and id = :id")
                .setParameter("tenant", key.tenant())
                .setParameter("id", key.id())
                .getSingleResult();
        audit.append(
                key.tenant(),
                "server",
                "switch",
                "agents/" + key.id(),
                "generation " + now[0] + ": " + (now[1] == null ? "the base" : now[1]));
    }
}
