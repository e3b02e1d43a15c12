package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;

/**
 * Told inside the transaction that erases an agent: whoever keeps rows of it deletes them now.
 *
 * @param agent the agent
 */
public record AgentErased(AgentKey agent) {}
