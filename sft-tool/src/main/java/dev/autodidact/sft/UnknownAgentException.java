package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;

/** There is no such agent. */
public class UnknownAgentException extends RuntimeException {

    UnknownAgentException(AgentKey agent) {
        super("there is no agent '" + agent.id() + "'");
    }
}
