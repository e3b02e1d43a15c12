package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose job is next: of all tenants with a waiting job the one that was served longest ago, of its agents the one that was
 * served longest ago, of that agent's jobs the oldest. So nobody waits for more than one job of each other tenant, however many
 * of them there are, while an agent's own items keep their order, which its weights depend on. Turns are numbers in the
 * database: they hold across restarts and for all nodes.
 */
@ApplicationScoped
class FairShare {

    private final EntityManager entities;

    FairShare(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * The job whose turn it is, locked; for use inside a transaction. One that another node has just locked is passed over,
     * and so are the later ones of its agent.
     */
    Optional<LearningJobEntity> next() {
        List<?> found = entities.createNativeQuery("""
                        select j.id from learning_job j
                        where j.state = 'QUEUED'
                        and not exists (
                            select 1 from learning_job e where e.tenant = j.tenant and e.agent = j.agent
                            and (e.state in ('TRAINING', 'EXAMINING') or e.state = 'QUEUED' and e.ordinal < j.ordinal))
                        order by
                            coalesce((select t.turn from learning_turn t where t.tenant = j.tenant), 0),
                            (select a.learning_turn from agent a where a.tenant = j.tenant and a.id = j.agent),
                            j.ordinal
                        limit 1 for update skip locked""", UUID.class).getResultList();
        return found.stream().findFirst().map(id -> entities.find(LearningJobEntity.class, id));
    }

    /** Puts tenant and agent behind all others; for use in the transaction of the claim, which has locked the agent. */
    void served(AgentEntity agent) {
        entities.createNativeQuery(
                        "insert into learning_turn (tenant, turn) values (:tenant, 0) on conflict do nothing")
                .setParameter("tenant", agent.tenant)
                .executeUpdate();
        long turn = (Long) entities.createNativeQuery("select max(turn) + 1 from learning_turn", Long.class)
                .getSingleResult();
        entities.createNativeQuery("update learning_turn set turn = :turn where tenant = :tenant")
                .setParameter("turn", turn)
                .setParameter("tenant", agent.tenant)
                .executeUpdate();
        agent.learningTurn = turn;
    }
}
