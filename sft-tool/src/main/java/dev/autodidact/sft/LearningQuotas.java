package dev.autodidact.sft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much may be taught. What is over is refused before anything is stored, with the value and the bound. */
@ConfigMapping(prefix = "autodidact.quota")
public interface LearningQuotas {

    /**
     * Items of one agent in an hour. One learn takes the trainer seconds to minutes, so more than this could not be worked
     * off in the hour anyway: a loop that calls learn stops here before it fills the queue of everybody else.
     */
    @WithDefault("600")
    int itemsPerAgentPerHour();

    /**
     * Items of all agents of a tenant in an hour: about what one trainer works off in that time. A tenant with many agents
     * stops here before it takes the whole trainer.
     */
    @WithDefault("1200")
    int itemsPerTenantPerHour();

    /** Jobs of one tenant that may wait or run at a time: half of the queue, so that nobody fills it for all others. */
    @WithDefault("128")
    int waitingPerTenant();

    /** Items of one agent that wait for a decision: about what a person looks through in one sitting. */
    @WithDefault("256")
    int quarantinePerAgent();

    /**
     * Items that one agent may be taught in a day from one source text by anybody but the operator. Backdoors take tens to
     * hundreds of poisoned items; a source that yields more than this is looked at by a person instead.
     */
    @WithDefault("24")
    int itemsPerSourcePerDay();

    /** Adapter versions that one agent may hold: each is a file of some megabytes, kept for rollback. */
    @WithDefault("2000")
    int versionsPerAgent();

    /** Adapter versions of all agents of a tenant: bounds the disk that one tenant can fill. */
    @WithDefault("20000")
    int versionsPerTenant();
}
