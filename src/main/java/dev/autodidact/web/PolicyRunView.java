package dev.autodidact.web;

import dev.autodidact.policy.Alarm;
import dev.autodidact.policy.HeldOut;
import dev.autodidact.policy.PolicyRun;
import dev.autodidact.policy.PolicyVersion;
import dev.autodidact.policy.RoundReport;
import dev.autodidact.policy.RunSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** A policy run as it is shown. */
record PolicyRunView(
        UUID id,
        String state,
        String phase,
        RunSettings settings,
        Map<String, Double> judgements,
        int round,
        double progress,
        Double secondsLeft,
        String adapter,
        Figures before,
        Figures after,
        HeldOut.Gain gain,
        String reason,
        Served promoted,
        List<String> alarms,
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

    /** The run's policy in chats: whether it is served, self-edits that it wrote, and those that it should have written. */
    record Served(boolean served, long written, long missed) {}

    private static List<String> alarms(PolicyRun run, Optional<PolicyVersion> promoted) {
        Set<String> alarms = new TreeSet<>();
        run.rounds().forEach(round -> round.alarms().forEach(alarm -> alarms.add(alarm.name())));
        if (promoted.map(PolicyVersion::notServed).orElse(false)) {
            alarms.add(Alarm.NOT_SERVED.name());
        }
        return List.copyOf(alarms);
    }

    static PolicyRunView of(PolicyRun run, Optional<PolicyVersion> promoted) {
        return new PolicyRunView(
                run.id(),
                run.state().wire(),
                run.phase(),
                run.settings(),
                run.judgements(),
                run.round(),
                run.progress(),
                run.secondsLeft(),
                run.adapter(),
                Figures.of(run.before()),
                Figures.of(run.after()),
                run.before() == null || run.after() == null ? null : run.after().accuracyOver(run.before()),
                run.reason(),
                promoted.map(v -> new Served(v.served(), v.written(), v.missed()))
                        .orElse(null),
                alarms(run, promoted),
                run.created(),
                run.finished(),
                run.rounds());
    }
}
