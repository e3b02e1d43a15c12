package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The jobs that teach files, as they stand in the database; each method is one transaction. */
@ApplicationScoped
class TuningJobs {

    private final EntityManager entities;
    private final Agents agents;
    private final LearningJobs jobs;
    private final RowFiles files;
    private final FileSettings settings;

    TuningJobs(EntityManager entities, Agents agents, LearningJobs jobs, RowFiles files, FileSettings settings) {
        this.entities = entities;
        this.agents = agents;
        this.jobs = jobs;
        this.files = files;
        this.settings = settings;
    }

    /** Commits all items of a job, or none. */
    @Transactional
    TuningJob create(FineTuning.Order order, int capacity, int retryAfterSeconds) {
        RowFileEntity file = files.require(order.agent().tenant(), order.seenBy(), order.file());
        if (order.newAgent() && agents.create(order.agent(), order.agent().id()).isEmpty()) {
            throw new VersionConflictException(
                    "there is an agent '" + order.agent().id() + "' already");
        }
        TuningJobEntity job = new TuningJobEntity();
        job.id = RowFiles.newId("ftjob");
        job.tenant = order.agent().tenant();
        job.agent = order.agent().id();
        job.file = file.id;
        job.model = order.model();
        job.rows = file.rows;
        job.settings = order.settingsJson();
        job.created = Instant.now().truncatedTo(ChronoUnit.MICROS);
        agents.require(order.agent(), LockModeType.PESSIMISTIC_WRITE);
        entities.persist(job);
        entities.flush();
        List<Teaching> teachings = teachings(order, file);
        for (int place = 0; place < teachings.size(); place++) {
            TuningItemEntity item = new TuningItemEntity();
            item.item = jobs.accept(teachings.get(place), capacity, retryAfterSeconds)
                    .item();
            item.job = job.id;
            item.place = place;
            entities.persist(item);
        }
        entities.flush();
        return view(job);
    }

    /** Facts first, then demonstrations; some rows of one kind are an item. */
    private List<Teaching> teachings(FineTuning.Order order, RowFileEntity file) {
        List<RowLines.Line> lines = RowLines.read(file.content, settings.maxRows());
        List<Teaching> teachings = new ArrayList<>();
        for (LedgerKind kind : List.of(LedgerKind.FACT, LedgerKind.DEMONSTRATION)) {
            List<LedgerRow> rows = lines.stream()
                    .filter(line -> line.kind() == kind)
                    .map(RowLines.Line::row)
                    .toList();
            for (int from = 0; from < rows.size(); from += settings.rowsPerItem()) {
                teachings.add(teaching(
                        order, file, kind, rows.subList(from, Math.min(rows.size(), from + settings.rowsPerItem()))));
            }
        }
        return teachings;
    }

    private static Teaching teaching(
            FineTuning.Order order, RowFileEntity file, LedgerKind kind, List<LedgerRow> rows) {
        return new Teaching(
                order.agent(), kind, file.name, null, rows, order.origin(), order.strength(), null, null, null);
    }

    @Transactional
    List<TuningJob> list(String tenant, String agent) {
        return entities.createQuery(
                        "from TuningJob where tenant = :tenant and (:agent is null or agent = :agent)"
                                + " order by created desc, id",
                        TuningJobEntity.class)
                .setParameter("tenant", tenant)
                .setParameter("agent", agent)
                .getResultStream()
                .map(this::view)
                .toList();
    }

    @Transactional
    Optional<TuningJob> find(String tenant, String id) {
        return Optional.ofNullable(entities.find(TuningJobEntity.class, id))
                .filter(job -> job.tenant.equals(tenant))
                .map(this::view);
    }

    /** The file's rows that came with a system message. */
    @Transactional
    long systemRows(String tenant, String agent, String file) {
        return RowLines.read(files.require(tenant, agent, file).content, settings.maxRows()).stream()
                .filter(RowLines.Line::system)
                .count();
    }

    /**
     * Ends a job: what waits is never trained; what is trained already stays.
     *
     * @return the learning jobs that this has ended
     */
    @Transactional
    List<LearningTicket> cancel(String tenant, String id) {
        List<LearningTicket> ended = new ArrayList<>();
        List<LearningJobEntity> all = entities.createQuery("""
                        select j from LearningJob j, TuningItem t where j.item = t.item and t.job = :job and j.kind = LEARN
                        and j.state in (QUEUED, QUARANTINED) order by t.place""", LearningJobEntity.class)
                .setParameter("job", id)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        TuningJobEntity job = entities.find(TuningJobEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (!job.tenant.equals(tenant) || job.cancelled != null || view(job).ended()) {
            return ended;
        }
        job.cancelled = Instant.now().truncatedTo(ChronoUnit.MICROS);
        for (LearningJobEntity waiting : all) {
            entities.refresh(waiting);
            if (waiting.state != LearningState.QUEUED && waiting.state != LearningState.QUARANTINED) {
                continue;
            }
            waiting.state = LearningState.DENIED;
            waiting.reason = "job " + id + " was cancelled before this began";
            waiting.finished = job.cancelled;
            entities.find(LedgerItemEntity.class, waiting.item, LockModeType.PESSIMISTIC_WRITE).state =
                    LedgerState.DENIED;
            ended.add(waiting.view());
        }
        return ended;
    }

    private TuningJob view(TuningJobEntity job) {
        List<TuningJob.Piece> pieces = entities.createQuery(
                        "select j, i from LearningJob j, LedgerItem i, TuningItem t where t.job = :job"
                                + " and i.id = t.item and j.item = i.id and j.kind = LEARN order by t.place, j.created",
                        Object[].class)
                .setParameter("job", job.id)
                .getResultStream()
                .map(row -> piece((LearningJobEntity) row[0], (LedgerItemEntity) row[1]))
                .toList();
        return new TuningJob(
                job.id,
                new AgentKey(job.tenant, job.agent),
                job.file,
                job.model,
                job.rows,
                job.settings,
                job.created,
                job.cancelled,
                pieces);
    }

    private static TuningJob.Piece piece(LearningJobEntity job, LedgerItemEntity item) {
        return new TuningJob.Piece(job.view(), item.state, job.state == LearningState.PUBLISHED ? item.adapter : null);
    }
}
