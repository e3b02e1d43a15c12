package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Teaching whole files: their rows become ledger items of the same queue as everything else that is learned, all of them or
 * none.
 */
@ApplicationScoped
public class FineTuning {

    private final TuningJobs table;
    private final LearningQueue queue;
    private final LearningEvents events;

    FineTuning(TuningJobs table, LearningQueue queue, LearningEvents events) {
        this.table = table;
        this.queue = queue;
        this.events = events;
    }

    /**
     * What is to be taught.
     *
     * @param agent who learns
     * @param newAgent whether the agent is made for it
     * @param model the model's name as the caller gave it
     * @param file the file's id
     * @param seenBy the only agent whose files the caller sees, or null
     * @param origin whose word the rows are
     * @param strength how hard to train, 1 is normal
     * @param settingsJson what else is to be kept with the job, as JSON
     */
    public record Order(
            AgentKey agent,
            boolean newAgent,
            String model,
            String file,
            String seenBy,
            LedgerTrust origin,
            double strength,
            String settingsJson) {}

    /**
     * Accepts a job.
     *
     * @throws UnknownFileException where there is no such file for the caller
     * @throws UnknownAgentException where there is no such agent
     * @throws VersionConflictException where the new agent is there already
     * @throws QueueFullException where the queue has no room for all items; nothing is stored
     * @throws QuotaExceededException over a quota; nothing is stored
     */
    public TuningJob submit(Order order) {
        return queue.admit((capacity, retrySeconds) -> table.create(order, capacity, retrySeconds));
    }

    /** All jobs that a caller sees, the newest first. */
    public List<TuningJob> list(String tenant, String agent) {
        return table.list(tenant, agent);
    }

    /** One job. */
    public Optional<TuningJob> find(String tenant, String id) {
        return table.find(tenant, id);
    }

    /** How many rows of a file came with a system message, which is not taught. */
    public long systemRows(String tenant, String agent, String file) {
        return table.systemRows(tenant, agent, file);
    }

    /** Ends a job: what waits is never trained, what is in training ends, and what was learned stays. */
    public TuningJob cancel(String tenant, String id) {
        table.cancel(tenant, id).forEach(events::tell);
        return table.find(tenant, id).orElseThrow();
    }
}
