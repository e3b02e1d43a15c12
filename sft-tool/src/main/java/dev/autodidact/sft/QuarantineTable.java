package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Quarantine in the database: each method is one transaction that leaves item, provenance and job in step. */
@ApplicationScoped
class QuarantineTable {

    private final EntityManager entities;
    private final LearningJobs jobs;
    private final LearningSettings settings;

    QuarantineTable(EntityManager entities, LearningJobs jobs, LearningSettings settings) {
        this.entities = entities;
        this.jobs = jobs;
        this.settings = settings;
    }

    /** What waits, the oldest first; of all agents where none is named. */
    @Transactional
    List<QuarantinedItem> waiting(String tenant, String agent) {
        TypedQuery<Object[]> query = entities.createQuery(
                        """
                        select i, p, j from LedgerItem i join Provenance p on p.item = i.id
                        join LearningJob j on j.item = i.id and j.state = QUARANTINED
                        where i.tenant = :tenant and i.state = QUARANTINED""" + (agent == null ? "" : " and i.agent = :agent") + " order by i.created, i.ordinal",
                        Object[].class)
                .setParameter("tenant", tenant);
        if (agent != null) {
            query.setParameter("agent", agent);
        }
        return query.getResultStream()
                .map(row -> new QuarantinedItem(
                        ((LedgerItemEntity) row[0]).view(),
                        ((ProvenanceEntity) row[1]).view(),
                        ((LearningJobEntity) row[2]).view()))
                .toList();
    }

    @Transactional
    Map<UUID, Provenance> provenance(AgentKey agent) {
        return entities.createQuery("from Provenance where tenant = :tenant and agent = :agent", ProvenanceEntity.class)
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .getResultStream()
                .map(ProvenanceEntity::view)
                .collect(Collectors.toMap(Provenance::item, Function.identity()));
    }

    @Transactional
    LearningTicket approve(String tenant, UUID id, String by) {
        Held held = lock(tenant, id);
        if (held.provenance.decision == Provenance.Decision.APPROVED) {
            return held.job.view();
        }
        checkWaiting(held.item);
        jobs.checkRoom(settings.queueCapacity(), settings.retryAfterSeconds());
        decide(held.provenance, Provenance.Decision.APPROVED, by);
        held.item.state = LedgerState.PENDING;
        held.item.trust = LedgerTrust.APPROVED;
        held.job.state = LearningState.QUEUED;
        held.job.reason = null;
        return held.job.view();
    }

    @Transactional
    LearningTicket deny(String tenant, UUID id, String by) {
        Held held = lock(tenant, id);
        if (held.provenance.decision == Provenance.Decision.DENIED) {
            return held.job.view();
        }
        checkWaiting(held.item);
        decide(held.provenance, Provenance.Decision.DENIED, by);
        held.item.state = LedgerState.DENIED;
        held.job.state = LearningState.DENIED;
        held.job.reason = "refused by " + by;
        held.job.finished = held.provenance.decided;
        return held.job.view();
    }

    private record Held(LearningJobEntity job, LedgerItemEntity item, ProvenanceEntity provenance) {}

    /** All that belongs to an item, its job locked first as everywhere, so that two decisions follow one another. */
    private Held lock(String tenant, UUID id) {
        List<LearningJobEntity> all = entities.createQuery(
                        "from LearningJob where item = :item and tenant = :tenant order by created",
                        LearningJobEntity.class)
                .setParameter("item", id)
                .setParameter("tenant", tenant)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        if (all.isEmpty()) {
            throw new UnknownItemException("there is no ledger item " + id);
        }
        return new Held(
                all.getFirst(),
                entities.find(LedgerItemEntity.class, id, LockModeType.PESSIMISTIC_WRITE),
                entities.find(ProvenanceEntity.class, id));
    }

    private static void checkWaiting(LedgerItemEntity item) {
        if (item.state != LedgerState.QUARANTINED) {
            throw new DecidedItemException(item.id, item.state);
        }
    }

    private static void decide(ProvenanceEntity provenance, Provenance.Decision decision, String by) {
        provenance.decision = decision;
        provenance.decidedBy = by;
        provenance.decided = Instant.now();
    }
}
