package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** Says that this node is alive, and finds the jobs of nodes that are not. Times are the database's own. */
@ApplicationScoped
class NodePulse {

    private final EntityManager entities;
    private final LearningJobs jobs;

    NodePulse(EntityManager entities, LearningJobs jobs) {
        this.entities = entities;
        this.jobs = jobs;
    }

    /** This node is alive. */
    @Transactional
    void beat(String node) {
        int known = entities.createNativeQuery("update node_pulse set seen = current_timestamp where node = :node")
                .setParameter("node", node)
                .executeUpdate();
        if (known == 0) {
            entities.createNativeQuery(
                            "insert into node_pulse (node, seen) values (:node, current_timestamp) on conflict do nothing")
                    .setParameter("node", node)
                    .executeUpdate();
        }
    }

    /** Puts back what nodes had in hand of which nothing was heard for so long. */
    @Transactional
    List<LearningTicket> takeOver(String node, long deadSeconds, int maxAttempts) {
        List<UUID> orphans = entities.createNativeQuery("""
                        select j.id from learning_job j where j.state in ('TRAINING', 'EXAMINING') and j.worker <> :node
                        and not exists (select 1 from node_pulse p where p.node = j.worker
                            and p.seen > current_timestamp - interval '%d' second)
                        order by j.ordinal for update skip locked""".formatted(deadSeconds), UUID.class)
                .setParameter("node", node)
                .getResultList();
        return orphans.stream()
                .map(id -> entities.find(LearningJobEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(job -> jobs.putBack(job, maxAttempts))
                .toList();
    }
}
