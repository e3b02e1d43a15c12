package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** Adapter versions page by page, the newest first. */
@ApplicationScoped
public class AdapterPages {

    private final EntityManager entities;
    private final AdapterVersions versions;

    AdapterPages(EntityManager entities, AdapterVersions versions) {
        this.entities = entities;
        this.versions = versions;
    }

    /**
     * One page.
     *
     * @param tenant whose versions
     * @param agent whose of them, or null for all agents
     * @param after the last version of the page before, or null for the first page
     * @param limit versions at most
     * @throws UnknownVersionException where there is no version {@code after}
     */
    @Transactional
    public List<AdapterVersion> page(String tenant, String agent, String after, int limit) {
        Instant before = after == null ? null : created(tenant, agent, after);
        TypedQuery<AdapterVersionEntity> query = entities.createQuery(
                "from AdapterVersion where tenant = :tenant" + (agent == null ? "" : " and agent = :agent")
                        + (after == null ? "" : " and (created < :before or created = :before and version > :after)")
                        + " order by created desc, version, agent",
                AdapterVersionEntity.class);
        query.setParameter("tenant", tenant);
        if (agent != null) {
            query.setParameter("agent", agent);
        }
        if (after != null) {
            query.setParameter("before", before).setParameter("after", after);
        }
        return query.setMaxResults(limit)
                .getResultStream()
                .map(AdapterVersionEntity::view)
                .toList();
    }

    /** When a version was made; where several agents hold it, the last of them. */
    private Instant created(String tenant, String agent, String version) {
        return versions.named(tenant, version).stream()
                .filter(found -> agent == null || found.agent().id().equals(agent))
                .map(AdapterVersion::created)
                .findFirst()
                .orElseThrow(() -> new UnknownVersionException("there is no adapter version '" + version + "'"));
    }
}
