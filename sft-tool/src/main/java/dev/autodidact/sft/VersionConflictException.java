package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;

/** The agent's active version is no longer the one that a switch started from. Nothing was changed. */
public class VersionConflictException extends RuntimeException {

    VersionConflictException(AgentKey agent, String expected) {
        super("the active version of agent '" + agent.id() + "' is no longer "
                + (expected == null ? "the base" : expected));
    }

    VersionConflictException(String message) {
        super(message);
    }
}
