package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import java.time.Instant;

/**
 * An agent and what it currently is.
 *
 * @param key its tenant and id
 * @param name its name for people
 * @param activeAdapter the version it answers with, null for the bare base model
 * @param generation grows with every switch of the active version
 * @param items how many items were ever taught to it
 * @param created when it was made
 */
public record Agent(AgentKey key, String name, String activeAdapter, long generation, long items, Instant created) {}
