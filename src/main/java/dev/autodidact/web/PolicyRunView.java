package dev.autodidact.web;

import dev.autodidact.policy.HeldOut;
import dev.autodidact.policy.PolicyRun;
import dev.autodidact.policy.RoundReport;
import dev.autodidact.policy.RunSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A policy run as it is shown. */
record PolicyRunView(
        UUID id,
        String state,
        String phase,
        RunSettings settings,
        int round,
        double progress,
        Double secondsLeft,
        String adapter,
        Figures before,
        Figures after,
        HeldOut.Gain gain,
        String reason,
        Instant created,
        Instant finished,
        List<RoundReport> rounds) {

    /** Held-out figures. */
    record Figures(double reward, double accuracy, int tasks, Map<String, Integer> forms) {
        static Figures of(HeldOut heldOut) {
            return heldOut == null
                    ? null
                    : new Figures(
                            heldOut.reward(),
                            heldOut.accuracy(),
                            heldOut.rewards().size(),
                            heldOut.forms());
        }
    }

    static PolicyRunView of(PolicyRun run) {
        return new PolicyRunView(
                run.id(),
                run.state().wire(),
                run.phase(),
                run.settings(),
                run.round(),
                run.state().isFinal()
                        ? 1
                        : (double) run.round() / (run.settings().rounds() + 1),
                run.secondsLeft(),
                run.adapter(),
                Figures.of(run.before()),
                Figures.of(run.after()),
                run.before() == null || run.after() == null ? null : run.after().accuracyOver(run.before()),
                run.reason(),
                run.created(),
                run.finished(),
                run.rounds());
    }
}
