package dev.autodidact.web;

import dev.autodidact.policy.PolicyRun;
import dev.autodidact.policy.PolicyRuns;
import dev.autodidact.policy.PolicyVersion;
import dev.autodidact.policy.PolicyVersions;
import dev.autodidact.policy.RoundReport;
import dev.autodidact.policy.RunTable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.ToDoubleFunction;

/** Goes on with interrupted policy runs at the start, and shows the newest run in the metrics. */
@ApplicationScoped
class PolicyLifecycle {
    private final PolicyRuns runs;
    private final RunTable table;
    private final PolicyVersions versions;
    private final MeterRegistry meters;

    PolicyLifecycle(PolicyRuns runs, RunTable table, PolicyVersions versions, MeterRegistry meters) {
        this.versions = versions;
        this.runs = runs;
        this.table = table;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        runs.keepLooking();
        gauge("autodidact.policy.round", PolicyRun::round);
        gauge(
                "autodidact.policy.edits",
                r -> r.rounds().stream().mapToInt(RoundReport::edits).sum());
        gauge(
                "autodidact.policy.flat.groups",
                r -> r.rounds().stream().mapToInt(RoundReport::flatGroups).sum());
        gauge(
                "autodidact.policy.alarms",
                r -> r.rounds().stream().mapToInt(x -> x.alarms().size()).sum());
        gauge(
                "autodidact.policy.reward",
                r -> r.rounds().isEmpty() ? 0 : r.rounds().getLast().reward());
        served("autodidact.policy.served.edits", PolicyVersion::written);
        served("autodidact.policy.served.missed", PolicyVersion::missed);
    }

    private void gauge(String name, ToDoubleFunction<PolicyRun> figure) {
        Gauge.builder(
                        name,
                        () -> table.last(1).stream()
                                .mapToDouble(figure)
                                .findFirst()
                                .orElse(0))
                .description("of the newest policy run")
                .register(meters);
    }

    private void served(String name, ToDoubleFunction<PolicyVersion> figure) {
        Gauge.builder(
                        name,
                        () -> versions.list().stream()
                                .filter(PolicyVersion::served)
                                .mapToDouble(figure)
                                .sum())
                .description("self-edits of chats, of the policy that is served")
                .register(meters);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        runs.stop();
    }
}
