package dev.autodidact.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A run of the outer loop as it is stored.
 *
 * @param round rounds done
 * @param adapter policy after the last round, null before the first
 * @param judgements what people thought of each form of self-edits when it was started, -1 to 1
 * @param phase what it is doing
 * @param before held-out figures of the base policy, null until they are there
 * @param after the same of the trained policy
 * @param reason why it ended as it did
 * @param cancel whether it was asked to end
 * @param worker the node that works at it or did last
 * @param attempt how often it was taken up
 * @param rounds reports in order
 */
public record PolicyRun(
        UUID id,
        RunState state,
        RunSettings settings,
        String baseHash,
        int round,
        String adapter,
        Map<String, Double> judgements,
        String phase,
        HeldOut before,
        HeldOut after,
        String reason,
        boolean cancel,
        String worker,
        int attempt,
        Instant created,
        Instant finished,
        List<RoundReport> rounds) {

    /** The same with its rounds. */
    PolicyRun with(List<RoundReport> reports) {
        return with(adapter, reports);
    }

    /** The same with another policy. */
    PolicyRun with(String policy) {
        return with(policy, rounds);
    }

    private PolicyRun with(String policy, List<RoundReport> reports) {
        return new PolicyRun(
                id,
                state,
                settings,
                baseHash,
                round,
                policy,
                judgements,
                phase,
                before,
                after,
                reason,
                cancel,
                worker,
                attempt,
                created,
                finished,
                List.copyOf(reports));
    }

    /** Share of its work that is done: held-out tasks before, self-edits of the rounds, held-out tasks after. */
    public double progress() {
        return state.isFinal() ? 1 : 1 - (double) left() / (ofRounds(settings.rounds()) + 2L * settings.heldOut());
    }

    /** Seconds that the work left is likely to take, or null before the first round has ended. */
    public Double secondsLeft() {
        if (state.isFinal() || rounds.isEmpty()) {
            return null;
        }
        double spent = rounds.stream().mapToDouble(RoundReport::seconds).sum();
        return spent / ofRounds(rounds.size()) * left();
    }

    private long left() {
        return ofRounds(settings.rounds() - round) + (before == null ? 2L : 1L) * settings.heldOut();
    }

    private long ofRounds(int count) {
        return (long) count * settings.tasks() * settings.group();
    }
}
