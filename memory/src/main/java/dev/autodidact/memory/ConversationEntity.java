package dev.autodidact.memory;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Row of the conversation table. */
@Entity(name = "Conversation")
@Table(name = "conversation")
class ConversationEntity {

    @Id
    UUID id;

    String tenant;
    String agent;
    String name;
    Instant created;

    @Column(name = "window_start")
    int windowStart;

    /** How many it has; positions are counted without gaps, so that a turn reads none of the older ones. */
    int messages;
}
