package dev.autodidact.agent;

import dev.autodidact.memory.AgentKey;

/**
 * One message of a person to an agent.
 *
 * @param agent to whom
 * @param conversation in which conversation
 * @param message the text
 * @param recall whether remembered entries may be looked up in this turn
 */
public record TurnRequest(AgentKey agent, String conversation, String message, boolean recall) {}
