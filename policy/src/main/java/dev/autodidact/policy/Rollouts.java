package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import java.util.List;

/** Writes self-edits; {@link Writer} in earnest. */
public interface Rollouts {
    /**
     * One self-edit per entry of {@code tasks}, in order.
     *
     * @param policy the policy adapter, or null for the base
     * @param temperature 0 for greedy
     * @param seed of the choices
     */
    List<Draft> write(List<Task> tasks, Adapter policy, double temperature, long seed);
}
