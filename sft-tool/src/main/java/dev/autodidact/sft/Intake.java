package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The door of the ledger: what is over a quota stays out, what nobody vouches for is held back. Inside a transaction. */
@ApplicationScoped
class Intake {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final EntityManager entities;
    private final AgentPolicies policies;
    private final LearningQuotas quotas;
    private final LearningSettings settings;

    Intake(EntityManager entities, AgentPolicies policies, LearningQuotas quotas, LearningSettings settings) {
        this.entities = entities;
        this.policies = policies;
        this.quotas = quotas;
        this.settings = settings;
    }

    /**
     * Looks at a teaching before it is stored. The caller holds the lock on the agent's row.
     *
     * @return why it must be held back, in words for the model; empty where it may be trained
     * @throws QuotaExceededException over a quota
     */
    Optional<String> admit(Teaching teaching) {
        checkHour(teaching);
        checkTenantHour(teaching.agent().tenant());
        checkSource(teaching);
        boolean held = teaching.trust().untrusted()
                && !policies.of(teaching.agent()).trustedOrigins().contains(teaching.trust());
        if (held) {
            checkQuarantine(teaching);
        } else {
            checkWaiting(teaching.agent().tenant());
        }
        checkVersions(teaching);
        return held ? Optional.of(reason(teaching.trust())) : Optional.empty();
    }

    /** Writes down where an item comes from. */
    void record(LedgerItemEntity item, String held) {
        ProvenanceEntity row = new ProvenanceEntity();
        row.item = item.id;
        row.tenant = item.tenant;
        row.agent = item.agent;
        row.origin = item.trust;
        row.sourceHash = sourceHash(item.source);
        row.suspicious = item.trust.untrusted() ? suspicious(item) : null;
        row.held = held;
        row.created = item.created;
        entities.persist(row);
    }

    /** Leaves of a wiped item only its origin and the decision about it. */
    void forget(UUID item) {
        ProvenanceEntity row = entities.find(ProvenanceEntity.class, item);
        row.sourceHash = null;
        row.suspicious = null;
        row.held = null;
    }

    private static String reason(LedgerTrust origin) {
        return "these rows come from " + (origin == LedgerTrust.WEB ? "a web page" : "the output of a tool")
                + ", which this agent may not learn from unasked. They wait until an operator approves them; nothing was"
                + " trained. Do not call learn for them again. Tell the person that they wait for approval.";
    }

    private static String suspicious(LedgerItemEntity item) {
        List<String> texts = new ArrayList<>();
        texts.add(item.topic);
        for (LedgerRow row : item.rows) {
            texts.add(row.q());
            texts.add(row.text() == null ? row.answer() : null);
            texts.add(row.text());
        }
        texts.add(item.source);
        return SuspiciousText.find(texts).orElse(null);
    }

    private void checkHour(Teaching teaching) {
        Instant since = Instant.now().minus(HOUR);
        Object[] found = entities.createQuery("""
                        select count(*), min(created) from LedgerItem
                        where tenant = :tenant and agent = :agent and created > :since""", Object[].class)
                .setParameter("tenant", teaching.agent().tenant())
                .setParameter("agent", teaching.agent().id())
                .setParameter("since", since)
                .getSingleResult();
        long count = (Long) found[0];
        if (count >= quotas.itemsPerAgentPerHour()) {
            throw new QuotaExceededException(
                    "quota_items_per_hour",
                    "agent '%s' was taught %d items in the last hour; at most %d"
                            .formatted(teaching.agent().id(), count, quotas.itemsPerAgentPerHour()),
                    Duration.between(since, (Instant) found[1]));
        }
    }

    private void checkTenantHour(String tenant) {
        Instant since = Instant.now().minus(HOUR);
        Object[] found = entities.createQuery(
                        "select count(*), min(created) from LedgerItem where tenant = :tenant and created > :since",
                        Object[].class)
                .setParameter("tenant", tenant)
                .setParameter("since", since)
                .getSingleResult();
        long count = (Long) found[0];
        if (count >= quotas.itemsPerTenantPerHour()) {
            throw new QuotaExceededException(
                    "quota_items_per_tenant",
                    "all agents together were taught %d items in the last hour; at most %d"
                            .formatted(count, quotas.itemsPerTenantPerHour()),
                    Duration.between(since, (Instant) found[1]));
        }
    }

    private void checkWaiting(String tenant) {
        long waiting = entities.createQuery(
                        "select count(*) from LearningJob where tenant = :tenant"
                                + " and state in (QUEUED, TRAINING, EXAMINING)",
                        Long.class)
                .setParameter("tenant", tenant)
                .getSingleResult();
        if (waiting >= quotas.waitingPerTenant()) {
            throw new QuotaExceededException(
                    "quota_waiting",
                    "%d learning jobs of all agents together wait or run; at most %d"
                            .formatted(waiting, quotas.waitingPerTenant()),
                    Duration.ofSeconds(settings.retryAfterSeconds()));
        }
    }

    private void checkSource(Teaching teaching) {
        String hash = sourceHash(teaching.source());
        if (hash == null || teaching.trust() == LedgerTrust.OPERATOR) {
            return;
        }
        Instant since = Instant.now().minus(DAY);
        Object[] found = entities.createQuery("""
                        select count(*), min(created) from Provenance where tenant = :tenant and agent = :agent
                        and origin = :origin and sourceHash = :hash and created > :since""", Object[].class)
                .setParameter("tenant", teaching.agent().tenant())
                .setParameter("agent", teaching.agent().id())
                .setParameter("origin", teaching.trust())
                .setParameter("hash", hash)
                .setParameter("since", since)
                .getSingleResult();
        long count = (Long) found[0];
        if (count >= quotas.itemsPerSourcePerDay()) {
            throw new QuotaExceededException(
                    "quota_items_per_source",
                    "agent '%s' was taught %d items from this %s source in the last day; at most %d"
                            .formatted(
                                    teaching.agent().id(),
                                    count,
                                    teaching.trust().wire(),
                                    quotas.itemsPerSourcePerDay()),
                    Duration.between(since, (Instant) found[1]));
        }
    }

    private void checkQuarantine(Teaching teaching) {
        long waiting = entities.createQuery(
                        "select count(*) from LedgerItem where tenant = :tenant and agent = :agent and state = QUARANTINED",
                        Long.class)
                .setParameter("tenant", teaching.agent().tenant())
                .setParameter("agent", teaching.agent().id())
                .getSingleResult();
        if (waiting >= quotas.quarantinePerAgent()) {
            throw new QuotaExceededException(
                    "quota_quarantine",
                    "%d items of agent '%s' wait in quarantine; at most %d. An operator must approve or deny some"
                            .formatted(waiting, teaching.agent().id(), quotas.quarantinePerAgent()),
                    null);
        }
    }

    private void checkVersions(Teaching teaching) {
        String tenant = teaching.agent().tenant();
        long ofAgent = entities.createQuery(
                        "select count(*) from AdapterVersion where tenant = :tenant and agent = :agent and erased is null",
                        Long.class)
                .setParameter("tenant", tenant)
                .setParameter("agent", teaching.agent().id())
                .getSingleResult();
        if (ofAgent >= quotas.versionsPerAgent()) {
            throw new QuotaExceededException(
                    "quota_versions_per_agent",
                    "agent '%s' holds %d adapter versions; at most %d"
                            .formatted(teaching.agent().id(), ofAgent, quotas.versionsPerAgent()),
                    null);
        }
        long ofTenant = entities.createQuery(
                        "select count(*) from AdapterVersion where tenant = :tenant and erased is null", Long.class)
                .setParameter("tenant", tenant)
                .getSingleResult();
        if (ofTenant >= quotas.versionsPerTenant()) {
            throw new QuotaExceededException(
                    "quota_versions_per_tenant",
                    "all agents together hold %d adapter versions; at most %d"
                            .formatted(ofTenant, quotas.versionsPerTenant()),
                    null);
        }
    }

    private static String sourceHash(String source) {
        return source == null || source.isBlank()
                ? null
                : AdapterStore.versionOf(source.strip().getBytes(StandardCharsets.UTF_8));
    }
}
