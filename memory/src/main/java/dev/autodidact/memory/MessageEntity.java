package dev.autodidact.memory;

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

/** Row of the message table. */
@Entity(name = "Message")
@Table(name = "message")
class MessageEntity {

    @Id
    UUID id;

    @Column(name = "conversation_id")
    UUID conversationId;

    int position;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    StoredMessage.Role role;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    String content;

    @Column(name = "tool_name")
    String toolName;

    String adapter;
    Instant created;

    StoredMessage view() {
        return new StoredMessage(id, position, role, content, toolName, adapter, created);
    }
}
