package dev.autodidact.agent;

import dev.autodidact.memory.AgentKey;

/** On whose behalf a thread asks the model: LangChain4j's requests have no place for it, and caches are kept apart by it. */
final class Tenancy {
    private static final ScopedValue<String> TENANT = ScopedValue.newInstance();

    private Tenancy() {}

    /** The tenant that {@link #of} named for this thread, else the default one. */
    static String current() {
        return TENANT.orElse(AgentKey.DEFAULT_TENANT);
    }

    static void of(AgentKey agent, Runnable asking) {
        ScopedValue.where(TENANT, agent.tenant()).run(asking);
    }
}
