package dev.autodidact.sft;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Row of the item_provenance table: written together with its item. */
@Entity(name = "Provenance")
@Table(name = "item_provenance")
class ProvenanceEntity {

    @Id
    UUID item;

    String tenant;
    String agent;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    LedgerTrust origin;

    @Column(name = "source_hash")
    String sourceHash;

    String suspicious;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String held;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Provenance.Decision decision;

    @Column(name = "decided_by")
    String decidedBy;

    Instant decided;
    Instant created;

    Provenance view() {
        return new Provenance(item, origin, sourceHash, suspicious, held, decision, decidedBy, decided);
    }
}
