package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import dev.autodidact.sft.LedgerRow;
import java.util.List;

/**
 * Rollouts that ask before each piece of work whether it is still wanted.
 *
 * @param inner does the work
 * @param check throws where the run is to end
 */
record PatientRollouts(Rollouts inner, Runnable check) implements Rollouts {
    @Override
    public List<Draft> write(List<Task> tasks, Adapter policy, double temperature, long seed) {
        check.run();
        return inner.write(tasks, policy, temperature, seed);
    }

    @Override
    public Draft together(List<Draft> drafts, Adapter policy, int questions) {
        check.run();
        return inner.together(drafts, policy, questions);
    }

    @Override
    public Draft rewritten(Draft draft, List<List<LedgerRow>> rows) {
        // no work of the model; whether the warm start is still wanted is asked between its pieces
        return inner.rewritten(draft, rows);
    }

    @Override
    public List<Turn> asBase(List<String> questions) {
        check.run();
        return inner.asBase(questions);
    }
}
