package dev.autodidact.sft;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Row of the row_file table. */
@Entity(name = "RowFile")
@Table(name = "row_file")
class RowFileEntity {

    @Id
    String id;

    String tenant;
    String agent;
    String name;

    @Column(name = "size_bytes")
    long sizeBytes;

    @Column(name = "row_count")
    int rows;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String content;

    Instant created;

    RowFile view() {
        return new RowFile(id, tenant, agent, name, sizeBytes, rows, created);
    }
}
