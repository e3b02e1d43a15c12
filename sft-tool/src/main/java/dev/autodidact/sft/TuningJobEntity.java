package dev.autodidact.sft;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Row of the tuning_job table. */
@Entity(name = "TuningJob")
@Table(name = "tuning_job")
class TuningJobEntity {

    @Id
    String id;

    String tenant;
    String agent;
    String file;
    String model;

    @Column(name = "row_count")
    int rows;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String settings;

    Instant created;
    Instant cancelled;
}
