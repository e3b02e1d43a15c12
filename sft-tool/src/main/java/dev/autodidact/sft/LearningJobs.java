package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The jobs table: each method is one transaction that leaves item, job, version and agent in step. */
@ApplicationScoped
class LearningJobs {

    private static final List<LearningState> RUNNING = List.of(LearningState.TRAINING, LearningState.EXAMINING);

    private final EntityManager entities;
    private final Agents agents;
    private final AdapterVersions versions;

    LearningJobs(EntityManager entities, Agents agents, AdapterVersions versions) {
        this.entities = entities;
        this.agents = agents;
        this.versions = versions;
    }

    /** Commits an item together with its job; an idempotency key that is known gives the job it has. */
    @Transactional
    LearningTicket accept(Teaching teaching, int capacity, int retryAfterSeconds) {
        AgentEntity agent = agents.require(teaching.agent(), LockModeType.PESSIMISTIC_WRITE);
        Optional<LearningTicket> known = known(teaching);
        if (known.isPresent()) {
            return known.get();
        }
        long open = entities.createQuery(
                        "select count(*) from LearningJob where state in (QUEUED, TRAINING, EXAMINING)", Long.class)
                .getSingleResult();
        if (open >= capacity) {
            throw new QueueFullException(open, capacity, retryAfterSeconds);
        }
        agent.items++;
        LedgerItemEntity item = item(teaching, agent.items);
        entities.persist(item);
        entities.flush();
        LearningJobEntity job = new LearningJobEntity();
        job.id = UUID.randomUUID();
        job.tenant = item.tenant;
        job.agent = item.agent;
        job.item = item.id;
        job.state = LearningState.QUEUED;
        job.created = item.created;
        entities.persist(job);
        return job.view();
    }

    @Transactional
    Optional<LearningTicket> find(UUID ticket) {
        return Optional.ofNullable(entities.find(LearningJobEntity.class, ticket))
                .map(LearningJobEntity::view);
    }

    /** Puts back what this worker had in hand when its process died; gives up what was started too often. */
    @Transactional
    List<LearningTicket> recover(String worker, int maxAttempts) {
        List<LearningJobEntity> orphans = entities.createQuery(
                        "from LearningJob where state in :running and worker = :worker", LearningJobEntity.class)
                .setParameter("running", RUNNING)
                .setParameter("worker", worker)
                .getResultList();
        for (LearningJobEntity job : orphans) {
            if (job.attempt >= maxAttempts) {
                finish(job, LearningState.FAILED, LedgerState.FAILED);
                job.reason = "given up after " + job.attempt + " starts that did not end; at most " + maxAttempts;
            } else {
                job.state = LearningState.QUEUED;
            }
        }
        return orphans.stream().map(LearningJobEntity::view).toList();
    }

    /** Takes the oldest job whose agent has none running. Another node takes another one. */
    @Transactional
    Optional<LearningTicket> claim(String worker) {
        List<?> found = entities.createNativeQuery("""
                        select j.id from learning_job j where j.state = 'QUEUED' and not exists (
                            select 1 from learning_job r where r.tenant = j.tenant and r.agent = j.agent
                            and r.state in ('TRAINING', 'EXAMINING'))
                        order by j.ordinal limit 1 for update skip locked""", UUID.class).getResultList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        LearningJobEntity job = entities.find(LearningJobEntity.class, found.getFirst());
        job.state = LearningState.TRAINING;
        job.attempt++;
        job.worker = worker;
        job.parent = agents.require(job.key(), LockModeType.NONE).activeAdapter;
        return Optional.of(job.view());
    }

    @Transactional
    LedgerItem item(UUID item) {
        return entities.find(LedgerItemEntity.class, item).view();
    }

    @Transactional
    LearningTicket state(LearningTicket ticket, LearningState state) {
        LearningJobEntity job = inHand(ticket);
        job.state = state;
        return job.view();
    }

    /**
     * The one transaction of a publication: version row, compare-and-set on the agent, item and job.
     *
     * @throws VersionConflictException where the agent's version changed since the job was claimed; nothing is written
     */
    @Transactional
    LearningTicket publish(LearningTicket ticket, String version, LearningOutcome.Accepted outcome) {
        LearningJobEntity job = inHand(ticket);
        versions.add(new AdapterVersion(
                job.key(),
                version,
                job.parent,
                job.id,
                outcome.baseHash(),
                outcome.rank(),
                outcome.alpha(),
                outcome.adapter().length,
                outcome.receiptJson(),
                outcome.curveJson(),
                Instant.now()));
        job.adapter = version;
        job.receipt = outcome.receiptJson();
        finish(job, LearningState.PUBLISHED, LedgerState.LEARNED).adapter = version;
        entities.flush();
        agents.compareAndSet(job.key(), job.parent, version);
        return job.view();
    }

    @Transactional
    LearningTicket reject(LearningTicket ticket, LearningOutcome.Refused outcome) {
        LearningJobEntity job = inHand(ticket);
        job.reason = outcome.reason();
        job.receipt = outcome.receiptJson();
        finish(job, LearningState.REJECTED, LedgerState.REJECTED);
        return job.view();
    }

    @Transactional
    LearningTicket fail(LearningTicket ticket, String reason) {
        LearningJobEntity job = inHand(ticket);
        job.reason = reason;
        finish(job, LearningState.FAILED, LedgerState.FAILED);
        return job.view();
    }

    /** The job, locked, if this start of it still is the one that counts. */
    private LearningJobEntity inHand(LearningTicket ticket) {
        LearningJobEntity job = entities.find(LearningJobEntity.class, ticket.id(), LockModeType.PESSIMISTIC_WRITE);
        if (job.attempt != ticket.attempt() || !RUNNING.contains(job.state)) {
            throw new StaleAttemptException(ticket);
        }
        return job;
    }

    private LedgerItemEntity finish(LearningJobEntity job, LearningState state, LedgerState itemState) {
        job.state = state;
        job.finished = Instant.now();
        LedgerItemEntity item = entities.find(LedgerItemEntity.class, job.item);
        item.state = itemState;
        return item;
    }

    private Optional<LearningTicket> known(Teaching teaching) {
        if (teaching.idempotencyKey() == null) {
            return Optional.empty();
        }
        return entities.createQuery("""
                        select j from LearningJob j join LedgerItem i on j.item = i.id
                        where i.tenant = :tenant and i.agent = :agent and i.idempotencyKey = :key
                        order by j.created desc""", LearningJobEntity.class)
                .setParameter("tenant", teaching.agent().tenant())
                .setParameter("agent", teaching.agent().id())
                .setParameter("key", teaching.idempotencyKey())
                .getResultStream()
                .findFirst()
                .map(LearningJobEntity::view);
    }

    private static LedgerItemEntity item(Teaching teaching, long ordinal) {
        LedgerItemEntity item = new LedgerItemEntity();
        item.id = UUID.randomUUID();
        item.tenant = teaching.agent().tenant();
        item.agent = teaching.agent().id();
        item.ordinal = ordinal;
        item.kind = teaching.kind();
        item.topic = teaching.topic();
        item.source = teaching.source();
        item.rows = teaching.rows();
        item.trust = teaching.trust();
        item.strength = teaching.strength();
        item.conversation = teaching.conversation();
        item.message = teaching.message();
        item.idempotencyKey = teaching.idempotencyKey();
        item.state = LedgerState.PENDING;
        item.created = Instant.now();
        return item;
    }
}
