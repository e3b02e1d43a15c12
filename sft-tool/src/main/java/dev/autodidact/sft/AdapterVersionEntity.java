package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Row of the adapter_version table. Two agents may hold equal bytes, so the agent is part of the key. */
@Entity(name = "AdapterVersion")
@Table(name = "adapter_version")
@IdClass(AdapterVersionEntity.Key.class)
class AdapterVersionEntity {

    record Key(String tenant, String agent, String version) implements Serializable {}

    @Id
    String tenant;

    @Id
    String agent;

    @Id
    String version;

    String parent;
    UUID job;

    @Column(name = "base_hash")
    String baseHash;

    @Column(name = "lora_rank")
    int rank;

    double alpha;

    @Column(name = "size_bytes")
    long sizeBytes;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String receipt;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String curve;

    Instant created;
    UUID item;
    Instant erased;
    Instant pinned;

    @Column(name = "merged_from")
    String mergedFrom;

    AdapterVersion view() {
        return new AdapterVersion(
                new AgentKey(tenant, agent),
                version,
                parent,
                job,
                baseHash,
                rank,
                alpha,
                sizeBytes,
                receipt,
                curve,
                created,
                item,
                erased,
                pinned,
                mergedFrom);
    }

    /** Takes over all but the key. */
    void set(AdapterVersion version) {
        parent = version.parent();
        job = version.job();
        baseHash = version.baseHash();
        rank = version.rank();
        alpha = version.alpha();
        sizeBytes = version.sizeBytes();
        receipt = version.receiptJson();
        curve = version.curveJson();
        created = version.created();
        item = version.item();
        erased = version.erased();
        mergedFrom = version.mergedFrom();
    }
}
