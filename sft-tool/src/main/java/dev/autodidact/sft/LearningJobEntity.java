package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Row of the learning_job table. Its order of acceptance (ordinal) is the database's own. */
@Entity(name = "LearningJob")
@Table(name = "learning_job")
class LearningJobEntity {

    @Id
    UUID id;

    String tenant;
    String agent;
    UUID item;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    JobKind kind;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    LearningState state;

    int attempt;
    String worker;
    String parent;
    String adapter;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String reason;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String receipt;

    Instant created;
    Instant finished;

    AgentKey key() {
        return new AgentKey(tenant, agent);
    }

    LearningTicket view() {
        return new LearningTicket(
                id,
                key(),
                item,
                kind,
                state,
                attempt,
                finished == null ? 0 : 1,
                null,
                parent,
                adapter,
                reason,
                receipt,
                created,
                finished);
    }
}
