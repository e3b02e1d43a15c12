package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What was held back because nobody vouches for it, and an operator's decisions about it. */
@ApplicationScoped
public class Quarantine {

    private final QuarantineTable table;
    private final LearningEvents events;
    private final LearningWorker worker;

    Quarantine(QuarantineTable table, LearningEvents events, LearningWorker worker) {
        this.table = table;
        this.events = events;
        this.worker = worker;
    }

    /** What waits, the oldest first. */
    public List<QuarantinedItem> waiting(AgentKey agent) {
        return table.waiting(agent.tenant(), agent.id());
    }

    /** What waits at all agents of a tenant, the oldest first. */
    public List<QuarantinedItem> waiting(String tenant) {
        return table.waiting(tenant, null);
    }

    /** Where all items of an agent come from. */
    public Map<UUID, Provenance> provenance(AgentKey agent) {
        return table.provenance(agent);
    }

    /**
     * Lets an item be trained; once more the same where it was approved before.
     *
     * @param tenant whose item it must be
     * @param item the item
     * @param by who decides
     * @return its ticket, now queued or further
     * @throws UnknownItemException where the tenant has no such item
     * @throws DecidedItemException where it does not wait
     * @throws QueueFullException where too many jobs wait; nothing is changed
     */
    public LearningTicket approve(String tenant, UUID item, String by) {
        LearningTicket ticket = table.approve(tenant, item, by);
        events.tell(ticket);
        worker.wake();
        return ticket;
    }

    /**
     * Refuses an item for good; once more the same where it was denied before.
     *
     * @return its ticket, now denied
     * @throws UnknownItemException where the tenant has no such item
     * @throws DecidedItemException where it does not wait
     */
    public LearningTicket deny(String tenant, UUID item, String by) {
        LearningTicket ticket = table.deny(tenant, item, by);
        events.tell(ticket);
        return ticket;
    }
}
