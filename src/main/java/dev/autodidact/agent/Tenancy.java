package dev.autodidact.agent;

import dev.autodidact.memory.AgentKey;
import java.util.function.Supplier;

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

    static <T> T of(AgentKey agent, Supplier<T> asking) {
        return ScopedValue.where(TENANT, agent.tenant()).call(asking::get);
    }
}
