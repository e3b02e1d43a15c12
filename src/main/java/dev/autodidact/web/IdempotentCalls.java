package dev.autodidact.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** The idempotent_call table. */
@ApplicationScoped
class IdempotentCalls {

    private static final String OF = " where tenant = :tenant and id_key = :key";

    private final EntityManager entities;

    IdempotentCalls(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * A call made before.
     *
     * @param call fingerprint of what was asked for
     * @param body its answer, null while it runs
     * @param cutOff whether it runs no more although it has no answer
     */
    record Found(String call, String body, boolean cutOff) {}

    /** Whether this call is the first under its key. */
    @Transactional
    boolean claim(String tenant, String key, String call) {
        return entities.createNativeQuery("""
                        insert into idempotent_call (tenant, id_key, call, status, created)
                        values (:tenant, :key, :call, 0, :now) on conflict do nothing""")
                        .setParameter("tenant", tenant)
                        .setParameter("key", key)
                        .setParameter("call", call)
                        .setParameter("now", Instant.now())
                        .executeUpdate()
                == 1;
    }

    @Transactional
    void finish(String tenant, String key, String body) {
        entities.createNativeQuery("update idempotent_call set status = 200, body = :body" + OF)
                .setParameter("body", body)
                .setParameter("tenant", tenant)
                .setParameter("key", key)
                .executeUpdate();
    }

    @Transactional
    void release(String tenant, String key) {
        entities.createNativeQuery("delete from idempotent_call" + OF + " and status = 0")
                .setParameter("tenant", tenant)
                .setParameter("key", key)
                .executeUpdate();
    }

    /** The call of this key, null where it was released meanwhile. */
    @Transactional
    Found find(String tenant, String key, Instant cutOff) {
        List<?> rows = entities.createNativeQuery(
                        "select call, cast(body as varchar), status, case when created < :then then 1 else 0 end"
                                + " from idempotent_call" + OF)
                .setParameter("then", cutOff)
                .setParameter("tenant", tenant)
                .setParameter("key", key)
                .getResultList();
        if (rows.isEmpty()) {
            return null;
        }
        Object[] row = (Object[]) rows.getFirst();
        boolean running = ((Number) row[2]).intValue() == 0;
        return new Found(((String) row[0]).strip(), (String) row[1], running && ((Number) row[3]).intValue() == 1);
    }
}
