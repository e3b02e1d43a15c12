package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of the agent table. */
@Entity(name = "Agent")
@Table(name = "agent")
@IdClass(AgentKey.class)
class AgentEntity {

    @Id
    String tenant;

    @Id
    String id;

    String name;

    @Column(name = "active_adapter")
    String activeAdapter;

    long generation;
    long items;
    Instant created;

    /** When a job of it was begun last, counted in jobs of all tenants. */
    @Column(name = "learning_turn")
    long learningTurn;

    Agent view() {
        return new Agent(new AgentKey(tenant, id), name, activeAdapter, generation, items, created);
    }
}
