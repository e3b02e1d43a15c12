package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import java.util.List;

/**
 * Where a run stands between two rounds; all that is needed to go on.
 *
 * @param round rounds done
 * @param policies versions so far, the first is the start; the newest last
 * @param replay kept episodes, the oldest first
 */
public record PolicyState(int round, List<Adapter> policies, List<Episode> replay) {
    /** Copies the lists. */
    public PolicyState {
        policies = List.copyOf(policies);
        replay = List.copyOf(replay);
    }

    /** The newest policy. */
    public Adapter policy() {
        return policies.getLast();
    }

    /** Number of the newest version. */
    public int version() {
        return policies.size() - 1;
    }
}
