package dev.autodidact.sft;

import java.util.Set;

/**
 * What an operator has set for an agent.
 *
 * @param trustedOrigins untrusted origins ({@link LedgerTrust#TOOL}, {@link LedgerTrust#WEB}) that may teach this agent
 *     without being looked at
 */
public record AgentPolicy(Set<LedgerTrust> trustedOrigins) {

    /** Nothing untrusted is trusted. */
    public static final AgentPolicy STRICT = new AgentPolicy(Set.of());

    /** Refuses origins that need no policy. */
    public AgentPolicy {
        trustedOrigins = Set.copyOf(trustedOrigins);
        for (LedgerTrust origin : trustedOrigins) {
            if (!origin.untrusted()) {
                throw new InvalidTeachingException(
                        "trusted_origins", "trusted_origins holds '" + origin.wire() + "'; it may hold tool and web");
            }
        }
    }
}
