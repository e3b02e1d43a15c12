package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Row of the ledger_item table. */
@Entity(name = "LedgerItem")
@Table(name = "ledger_item")
class LedgerItemEntity {

    @Id
    UUID id;

    String tenant;
    String agent;
    long ordinal;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    LedgerKind kind;

    String topic;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String source;

    @Column(name = "item_rows")
    @Convert(converter = LedgerRowsConverter.class)
    List<LedgerRow> rows;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    LedgerTrust trust;

    double strength;
    String conversation;
    UUID message;

    @Column(name = "idempotency_key")
    String idempotencyKey;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    LedgerState state;

    String adapter;

    /** The version that it was last tried on, null for the base. */
    String parent;

    /** Its place in the order in which the agent's items were tried; null before the first try. */
    Long step;

    Instant created;

    @Column(name = "replaced_rows")
    @Convert(converter = ReplacedConverter.class)
    List<Replaced> replaced;

    AgentKey key() {
        return new AgentKey(tenant, agent);
    }

    LedgerItem view() {
        return new LedgerItem(
                id,
                key(),
                ordinal,
                kind,
                topic,
                source,
                List.copyOf(rows),
                trust,
                strength,
                conversation,
                message,
                state,
                adapter,
                replaced == null ? List.of() : List.copyOf(replaced),
                created);
    }
}
