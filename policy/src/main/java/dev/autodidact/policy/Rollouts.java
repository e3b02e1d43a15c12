package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import dev.autodidact.sft.LedgerRow;
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

    /**
     * A self-edit put together from those of one task, as if the policy had written it; null where there is none.
     *
     * @param drafts of one task
     * @param questions most questions of one answer
     */
    default Draft together(List<Draft> drafts, Adapter policy, int questions) {
        return null;
    }

    /**
     * A self-edit with other rows in its calls, as if the policy had written it; null where a reply has no list of rows or
     * gets too long. Its log-probabilities are 0: it is for cloning.
     *
     * @param draft whose replies are the pattern
     * @param rows of each turn
     */
    default Draft rewritten(Draft draft, List<List<LedgerRow>> rows) {
        return null;
    }

    /** What the base by itself answers to questions, as turns to hold a policy to; those that it gives no answer to are left out. */
    default List<Turn> asBase(List<String> questions) {
        return List.of();
    }
}
