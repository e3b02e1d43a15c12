package dev.autodidact.policy;

import java.util.List;

/**
 * A self-edit, how it was written and what it was worth. It has two ages: that of the policy that wrote it and that of the
 * student on whom it was scored.
 *
 * @param task what it was about
 * @param turns the trajectory, with tokens and log-probabilities
 * @param edit the rows
 * @param reward what they were worth
 * @param writtenBy number of the policy version that wrote it
 * @param student state of the student on whom it was scored: base and recipe of the inner loop
 * @param seed of the inner loop
 */
public record Episode(
        Task task, List<Turn> turns, SelfEdit edit, Reward reward, int writtenBy, String student, long seed) {
    /** Copies the list. */
    public Episode {
        turns = List.copyOf(turns);
    }

    /** Tokens that the policy chose. */
    public int tokens() {
        return turns.stream().mapToInt(t -> t.tokens().length).sum();
    }
}
