package dev.autodidact.memory;

import java.util.UUID;

/** The agent has no such entry. */
public class UnknownMemoryException extends RuntimeException {

    UnknownMemoryException(AgentKey agent, UUID entry) {
        super("agent '" + agent.id() + "' remembers no entry " + entry);
    }
}
