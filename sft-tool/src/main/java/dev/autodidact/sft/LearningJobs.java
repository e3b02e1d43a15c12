package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The jobs table: each method is one transaction that leaves item, job, version and agent in step. Rows are locked in the
 * order jobs, items, agent.
 */
@ApplicationScoped
class LearningJobs {

    private static final List<LearningState> RUNNING = List.of(LearningState.TRAINING, LearningState.EXAMINING);

    private final EntityManager entities;
    private final Agents agents;
    private final AdapterVersions versions;
    private final Intake intake;
    private final FairShare share;

    LearningJobs(EntityManager entities, Agents agents, AdapterVersions versions, Intake intake, FairShare share) {
        this.entities = entities;
        this.agents = agents;
        this.versions = versions;
        this.intake = intake;
        this.share = share;
    }

    /**
     * Commits an item together with its job; an idempotency key that is known gives the job it has.
     *
     * @throws ReusedKeyException where that job is of other rows
     */
    @Transactional
    LearningTicket accept(Teaching teaching, int capacity, int retryAfterSeconds) {
        AgentEntity agent = agents.require(teaching.agent(), LockModeType.PESSIMISTIC_WRITE);
        Optional<LearningTicket> known = known(teaching);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<String> held = intake.admit(teaching);
        if (held.isEmpty()) {
            checkRoom(capacity, retryAfterSeconds);
        }
        agent.items++;
        LedgerItemEntity item = item(teaching, agent.items);
        item.state = held.isPresent() ? LedgerState.QUARANTINED : LedgerState.PENDING;
        entities.persist(item);
        entities.flush();
        intake.record(item, held.orElse(null));
        LearningJobEntity job = new LearningJobEntity();
        job.id = UUID.randomUUID();
        job.tenant = item.tenant;
        job.agent = item.agent;
        job.item = item.id;
        job.kind = JobKind.LEARN;
        job.state = held.isPresent() ? LearningState.QUARANTINED : LearningState.QUEUED;
        job.reason = held.orElse(null);
        job.created = item.created;
        entities.persist(job);
        return job.view();
    }

    /** Refuses one more job where the queue is full; for use inside a transaction. */
    void checkRoom(int capacity, int retryAfterSeconds) {
        long open = entities.createQuery(
                        "select count(*) from LearningJob where state in (QUEUED, TRAINING, EXAMINING)", Long.class)
                .getSingleResult();
        if (open >= capacity) {
            throw new QueueFullException(open, capacity, retryAfterSeconds);
        }
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
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        return orphans.stream().map(job -> putBack(job, maxAttempts)).toList();
    }

    /** Queues a job again whose worker is gone, or gives it up; for use inside a transaction that has locked it. */
    LearningTicket putBack(LearningJobEntity job, int maxAttempts) {
        if (job.attempt >= maxAttempts) {
            giveUp(job, "given up after " + job.attempt + " starts that did not end; at most " + maxAttempts);
        } else {
            requeue(job);
        }
        return job.view();
    }

    /**
     * Takes the job whose turn it is, see {@link FairShare}. Another node takes another agent's; should it be of the same one,
     * the later of the two sees it once it holds the agent's row, and leaves it.
     */
    @Transactional
    Optional<LearningTicket> claim(String worker) {
        Optional<LearningJobEntity> next = share.next();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        LearningJobEntity job = next.get();
        AgentEntity agent = agents.require(job.key(), LockModeType.PESSIMISTIC_WRITE);
        long running = entities.createQuery(
                        "select count(*) from LearningJob where tenant = :tenant and agent = :agent and state in :running",
                        Long.class)
                .setParameter("tenant", job.tenant)
                .setParameter("agent", job.agent)
                .setParameter("running", RUNNING)
                .getSingleResult();
        if (running > 0) {
            return Optional.empty();
        }
        job.state = LearningState.TRAINING;
        job.attempt++;
        job.worker = worker;
        job.parent = agent.activeAdapter;
        share.served(agent);
        return Optional.of(job.view());
    }

    @Transactional
    LedgerItem item(UUID item) {
        return entities.find(LedgerItemEntity.class, item).view();
    }

    /** How many jobs are in each state. */
    @Transactional
    Map<LearningState, Long> counts() {
        return entities.createQuery("select state, count(*) from LearningJob group by state", Object[].class)
                .getResultStream()
                .collect(Collectors.toMap(row -> (LearningState) row[0], row -> (Long) row[1]));
    }

    @Transactional
    LearningTicket state(LearningTicket ticket, LearningState state) {
        LearningJobEntity job = inHand(ticket);
        job.state = state;
        return job.view();
    }

    /** Puts a running job back into the queue. */
    @Transactional
    LearningTicket again(LearningTicket ticket) {
        LearningJobEntity job = inHand(ticket);
        requeue(job);
        return job.view();
    }

    /**
     * The one transaction of a publication: version row, compare-and-set on the agent, item and job.
     *
     * @throws VersionConflictException where the agent's version changed since the job was claimed; nothing is written
     */
    @Transactional
    LearningTicket publish(LearningTicket ticket, String version, Verdict.Trained trained) {
        LearningJobEntity job = inHand(ticket);
        LearningOutcome.Accepted outcome = trained.outcome();
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
                Instant.now(),
                job.item,
                null));
        job.adapter = version;
        job.receipt = outcome.receiptJson();
        job.reason = trained.note();
        LedgerItemEntity item = tried(job, LearningState.PUBLISHED, LedgerState.LEARNED);
        item.adapter = version;
        item.replaced = trained.replaced();
        entities.flush();
        agents.compareAndSet(job.key(), job.parent, version);
        return job.view();
    }

    /**
     * Ends a job of which nothing was trained, since the active version holds the item's rows.
     *
     * @throws VersionConflictException where the agent's version changed since the job was claimed; nothing is written
     */
    @Transactional
    LearningTicket publish(LearningTicket ticket, Verdict.Known known) {
        LearningJobEntity job = inHand(ticket);
        job.adapter = job.parent;
        job.receipt = known.receiptJson();
        job.reason = known.reason();
        tried(job, LearningState.PUBLISHED, LedgerState.LEARNED).adapter = job.parent;
        entities.flush();
        if (!Objects.equals(agents.require(job.key(), LockModeType.PESSIMISTIC_WRITE).activeAdapter, job.parent)) {
            throw new VersionConflictException(job.key(), job.parent);
        }
        return job.view();
    }

    @Transactional
    LearningTicket reject(LearningTicket ticket, LearningOutcome.Refused outcome) {
        LearningJobEntity job = inHand(ticket);
        job.reason = outcome.reason();
        job.receipt = outcome.receiptJson();
        tried(job, LearningState.REJECTED, LedgerState.REJECTED);
        return job.view();
    }

    @Transactional
    LearningTicket fail(LearningTicket ticket, String reason) {
        LearningJobEntity job = inHand(ticket);
        giveUp(job, reason);
        return job.view();
    }

    /** The job, locked, if this start of it still is the one that counts. */
    LearningJobEntity inHand(LearningTicket ticket) {
        LearningJobEntity job = entities.find(LearningJobEntity.class, ticket.id(), LockModeType.PESSIMISTIC_WRITE);
        if (job == null || job.attempt != ticket.attempt() || !RUNNING.contains(job.state)) {
            throw new StaleAttemptException(ticket);
        }
        return job;
    }

    /** The next place in the order in which the agent's items are tried. */
    long nextStep(AgentKey agent) {
        return 1
                + entities.createQuery(
                                "select coalesce(max(i.step), 0) from LedgerItem i"
                                        + " where i.tenant = :tenant and i.agent = :agent",
                                Long.class)
                        .setParameter("tenant", agent.tenant())
                        .setParameter("agent", agent.id())
                        .getSingleResult();
    }

    /** Ends a job whose item was tried on the job's parent. */
    private LedgerItemEntity tried(LearningJobEntity job, LearningState state, LedgerState itemState) {
        long step = nextStep(job.key());
        LedgerItemEntity item = finish(job, state, itemState);
        item.parent = job.parent;
        item.step = step;
        return item;
    }

    /** Ends a job. An item that is being taken back stays so: its rebuild waits behind this job. */
    private LedgerItemEntity finish(LearningJobEntity job, LearningState state, LedgerState itemState) {
        job.state = state;
        job.finished = Instant.now();
        LedgerItemEntity item = entities.find(LedgerItemEntity.class, job.item);
        if (item.state != LedgerState.RETRACTING) {
            item.state = itemState;
        }
        return item;
    }

    /** An item whose rebuild broke is as it was before, and can be taken back again. */
    private void giveUp(LearningJobEntity job, String reason) {
        job.reason = reason;
        LedgerItemEntity item = entities.find(LedgerItemEntity.class, job.item);
        if (job.kind == JobKind.LEARN) {
            finish(job, LearningState.FAILED, LedgerState.FAILED);
            return;
        }
        job.state = LearningState.FAILED;
        job.finished = Instant.now();
        if (item.state == LedgerState.RETRACTING) {
            item.state = item.adapter == null ? LedgerState.FAILED : LedgerState.LEARNED;
        }
    }

    private void requeue(LearningJobEntity job) {
        LedgerItemEntity item = entities.find(LedgerItemEntity.class, job.item);
        if (job.kind == JobKind.LEARN && item.state == LedgerState.RETRACTING) {
            job.reason = "the item was taken back before it was learned";
            finish(job, LearningState.REJECTED, LedgerState.REJECTED);
        } else {
            job.state = LearningState.QUEUED;
        }
    }

    private Optional<LearningTicket> known(Teaching teaching) {
        if (teaching.idempotencyKey() == null) {
            return Optional.empty();
        }
        return entities.createQuery("""
                        select j from LearningJob j join LedgerItem i on j.item = i.id
                        where i.tenant = :tenant and i.agent = :agent and i.idempotencyKey = :key and j.kind = LEARN
                        order by j.created desc""", LearningJobEntity.class)
                .setParameter("tenant", teaching.agent().tenant())
                .setParameter("agent", teaching.agent().id())
                .setParameter("key", teaching.idempotencyKey())
                .getResultStream()
                .findFirst()
                .map(job -> same(job, teaching).view());
    }

    /** Of an item that was taken back nobody knows any more what it said. */
    private LearningJobEntity same(LearningJobEntity job, Teaching teaching) {
        LedgerItemEntity item = entities.find(LedgerItemEntity.class, job.item);
        if (item.state != LedgerState.RETRACTED
                && !(item.rows.equals(teaching.rows()) && item.kind == teaching.kind())) {
            throw new ReusedKeyException(teaching.idempotencyKey());
        }
        return job;
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
        item.created = Instant.now();
        return item;
    }
}
