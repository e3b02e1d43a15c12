package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Who did what: append-only, each entry sealed with the hash of the one before. Whoever changes, removes or adds an entry
 * afterwards breaks the chain; whoever writes the whole chain anew still fails against any hash that was noted elsewhere.
 */
@ApplicationScoped
public class AuditLog {

    private static final int PAGE = 5_000;
    private static final int MAX_CHARS = 400;

    private final EntityManager entities;

    AuditLog(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * What a verification found.
     *
     * @param intact whether every entry is whole and in its place
     * @param entries how many there are
     * @param head the last entry's hash; note it elsewhere and ask for it later
     * @param brokenAt the first place that is wrong, or null
     * @param reason what is wrong there, or null
     */
    public record Finding(boolean intact, long entries, String head, Long brokenAt, String reason) {}

    /** Adds an entry; part of the transaction that is under way, if one is. Longer texts than 400 characters are cut. */
    @Transactional
    public AuditEntry append(String tenant, String actor, String action, String target, String detail) {
        Object[] head =
                (Object[]) entities.createNativeQuery("select seq, hash from audit_head where id = 1 for update")
                        .getSingleResult();
        AuditEntry entry = AuditEntry.sealed(
                ((Number) head[0]).longValue() + 1,
                Instant.now(),
                tenant,
                actor,
                action,
                cut(target),
                cut(detail),
                (String) head[1]);
        entities.createNativeQuery("""
                        insert into audit_entry (seq, at_micros, tenant, actor, action, target, detail, previous, hash)
                        values (:seq, :at, :tenant, :actor, :action, :target, :detail, :previous, :hash)""")
                .setParameter("seq", entry.seq())
                .setParameter("at", AuditEntry.micros(entry.at()))
                .setParameter("tenant", entry.tenant())
                .setParameter("actor", entry.actor())
                .setParameter("action", entry.action())
                .setParameter("target", entry.target())
                .setParameter("detail", entry.detail())
                .setParameter("previous", entry.previous())
                .setParameter("hash", entry.hash())
                .executeUpdate();
        entities.createNativeQuery("update audit_head set seq = :seq, hash = :hash where id = 1")
                .setParameter("seq", entry.seq())
                .setParameter("hash", entry.hash())
                .executeUpdate();
        return entry;
    }

    /** A tenant's entries after a place, the oldest first. */
    @Transactional
    public List<AuditEntry> of(String tenant, long after, int limit) {
        return read("where tenant = ?2 and seq > ?1", after, tenant, limit);
    }

    /** The hash of an entry; null where there is none. */
    @Transactional
    public String hash(long seq) {
        List<AuditEntry> found = read("where seq > ?1", seq - 1, null, 1);
        return found.isEmpty() || found.getFirst().seq() != seq
                ? null
                : found.getFirst().hash();
    }

    /** Reads the whole chain and checks it. */
    @Transactional
    public Finding verify() {
        Object[] head = (Object[]) entities.createNativeQuery("select seq, hash from audit_head where id = 1")
                .getSingleResult();
        long last = ((Number) head[0]).longValue();
        String previous = AuditEntry.START;
        long seq = 0;
        while (true) {
            List<AuditEntry> page = read("where seq > ?1", seq, null, PAGE);
            for (AuditEntry entry : page) {
                if (entry.seq() > last) {
                    // appended while this was reading
                    return new Finding(true, seq, previous, null, null);
                }
                String wrong = wrong(entry, seq + 1, previous);
                if (wrong != null) {
                    return new Finding(false, seq, previous, seq + 1, wrong);
                }
                seq = entry.seq();
                previous = entry.hash();
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        if (seq != last || !previous.equals(head[1])) {
            return new Finding(
                    false, seq, previous, seq + 1, "the chain ends at entry " + seq + ", its head says " + last);
        }
        return new Finding(true, seq, previous, null, null);
    }

    private static String wrong(AuditEntry entry, long seq, String previous) {
        if (entry.seq() != seq) {
            return "entry " + seq + " is missing";
        }
        if (!entry.previous().equals(previous)) {
            return "entry " + seq + " does not follow the entry before it";
        }
        return entry.whole() ? null : "entry " + seq + " was changed";
    }

    private List<AuditEntry> read(String condition, long after, String tenant, int limit) {
        var query = entities.createNativeQuery("""
                        select seq, at_micros, tenant, actor, action, target, detail, previous, hash
                        from audit_entry\s""" + condition + " order by seq", Object[].class)
                .setParameter(1, after)
                .setMaxResults(limit);
        if (tenant != null) {
            query.setParameter(2, tenant);
        }
        List<Object[]> rows = query.getResultList();
        return rows.stream()
                .map(row -> new AuditEntry(
                        ((Number) row[0]).longValue(),
                        Instant.EPOCH.plus(((Number) row[1]).longValue(), ChronoUnit.MICROS),
                        (String) row[2],
                        (String) row[3],
                        (String) row[4],
                        (String) row[5],
                        (String) row[6],
                        (String) row[7],
                        (String) row[8]))
                .toList();
    }

    private static String cut(String text) {
        return text == null ? "" : text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
    }
}
