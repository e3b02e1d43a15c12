package dev.autodidact.web;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.AgentErased;
import dev.autodidact.sft.QuotaExceededException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Agents that may be taught nothing for a while, so that who goes on asking is refused without the database and before the
 * body is read. The database alone decides what gets in: this only says its last no again, for a few seconds, and only the
 * quotas of an hour, which no other call can make room in but the erasure of an agent.
 */
@ApplicationScoped
class SpentQuotas {

    /** Another node may have erased an agent of the tenant: after so long the database is asked again. */
    private static final long AGAIN_NS = 5_000_000_000L;

    private static final int MOST_AGENTS = 10_000;
    private static final Set<String> OF_AN_HOUR = Set.of("quota_items_per_hour", "quota_items_per_tenant");

    private final ConcurrentHashMap<AgentKey, Spent> agents = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    @Inject
    SpentQuotas() {
        this(System::nanoTime);
    }

    SpentQuotas(LongSupplier clock) {
        this.clock = clock;
    }

    private record Spent(QuotaExceededException why, long notedNs, long untilNs) {}

    /**
     * A refusal as it stands now.
     *
     * @param why what the database said
     * @param retryAfterSeconds how much is left of the wait
     */
    record Refusal(QuotaExceededException why, int retryAfterSeconds) {}

    /** The database refused a teaching of this agent. */
    void note(AgentKey agent, QuotaExceededException why) {
        if (!OF_AN_HOUR.contains(why.code()) || why.retryAfterSeconds().isEmpty()) {
            return;
        }
        if (agents.size() >= MOST_AGENTS) {
            agents.clear();
        }
        long now = clock.getAsLong();
        long waitNs = why.retryAfterSeconds().getAsInt() * 1_000_000_000L;
        agents.put(agent, new Spent(why, now, now + Math.min(waitNs, AGAIN_NS)));
    }

    /** Why this agent may be taught nothing now; empty where only the database knows. */
    Optional<Refusal> of(AgentKey agent) {
        Spent spent = agents.get(agent);
        if (spent == null) {
            return Optional.empty();
        }
        long now = clock.getAsLong();
        if (now - spent.untilNs() >= 0) {
            agents.remove(agent, spent);
            return Optional.empty();
        }
        int waited = (int) ((now - spent.notedNs()) / 1_000_000_000L);
        return Optional.of(
                new Refusal(spent.why(), spent.why().retryAfterSeconds().getAsInt() - waited));
    }

    /** What an agent was taught counts no more. */
    void forget(@Observes(during = TransactionPhase.AFTER_SUCCESS) AgentErased erased) {
        agents.clear();
    }
}
