package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Uploaded files of rows. They are data until a job teaches them; what was taught stands in the ledger. */
@ApplicationScoped
public class RowFiles {

    private final EntityManager entities;
    private final FileSettings settings;

    RowFiles(EntityManager entities, FileSettings settings) {
        this.entities = entities;
        this.settings = settings;
    }

    /** Bytes of a file at most. */
    public long maxBytes() {
        return settings.maxBytes();
    }

    /**
     * Keeps a file whose every row could be taught.
     *
     * @param agent the only agent whose key sees it, or null
     * @throws InvalidFileException naming the first line that could not
     * @throws QuotaExceededException where the tenant keeps too many files
     */
    @Transactional
    public RowFile add(String tenant, String agent, String name, byte[] bytes) {
        RowText.checkCharacters("file", name);
        String content = RowLines.text(bytes);
        int rows = RowLines.read(content, settings.maxRows()).size();
        long kept = entities.createQuery("select count(*) from RowFile where tenant = :tenant", Long.class)
                .setParameter("tenant", tenant)
                .getSingleResult();
        if (kept >= settings.perTenant()) {
            throw new QuotaExceededException(
                    "quota_files",
                    "there are " + kept + " files; at most " + settings.perTenant() + ". Delete some",
                    null);
        }
        RowFileEntity file = new RowFileEntity();
        file.id = newId("file");
        file.tenant = tenant;
        file.agent = agent;
        file.name = name;
        file.sizeBytes = bytes.length;
        file.rows = rows;
        file.content = content;
        file.created = Instant.now().truncatedTo(ChronoUnit.MICROS);
        entities.persist(file);
        return file.view();
    }

    /** The files that a caller sees, the newest first. */
    @Transactional
    public List<RowFile> list(String tenant, String agent) {
        return entities.createQuery("""
                        select new dev.autodidact.sft.RowFile(f.id, f.tenant, f.agent, f.name, f.sizeBytes, f.rows, f.created)
                        from RowFile f where f.tenant = :tenant and (:agent is null or f.agent = :agent)
                        order by f.created desc, f.id""", RowFile.class)
                .setParameter("tenant", tenant)
                .setParameter("agent", agent)
                .getResultList();
    }

    /**
     * One file.
     *
     * @throws UnknownFileException where there is none for this caller
     */
    @Transactional
    public RowFile get(String tenant, String agent, String id) {
        return require(tenant, agent, id).view();
    }

    /**
     * What was uploaded, to the byte.
     *
     * @throws UnknownFileException where there is none for this caller
     */
    @Transactional
    public String content(String tenant, String agent, String id) {
        return require(tenant, agent, id).content;
    }

    /**
     * Deletes a file. What it taught stays in the ledger.
     *
     * @throws UnknownFileException where there is none for this caller
     */
    @Transactional
    public void delete(String tenant, String agent, String id) {
        entities.remove(require(tenant, agent, id));
    }

    /** A new id in the form of {@code file-} and 24 hexadecimal digits. */
    static String newId(String kind) {
        return kind + "-" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }

    RowFileEntity require(String tenant, String agent, String id) {
        return Optional.ofNullable(entities.find(RowFileEntity.class, id))
                .filter(file -> file.tenant.equals(tenant) && (agent == null || agent.equals(file.agent)))
                .orElseThrow(() -> new UnknownFileException(id));
    }
}
