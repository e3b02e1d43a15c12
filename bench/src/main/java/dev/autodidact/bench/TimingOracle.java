package dev.autodidact.bench;

import dev.autodidact.model.BatchEvent;
import dev.autodidact.model.BatchLimits;
import dev.autodidact.model.BatchRequest;
import dev.autodidact.model.BatchScheduler;
import dev.autodidact.model.BatchStream;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** S9: does the time to the first token, or the count of cached tokens, tell whether another tenant asked the same before? */
final class TimingOracle {
    private static final int PROBES = 1_000;
    private static final int PROMPT = 96;

    private final LanguageModel model;
    private final Report report;
    private final Random random = new Random(9);

    TimingOracle(LanguageModel model, Report report) {
        this.model = model;
        this.report = report;
    }

    /** What one tenant's probes bring: milliseconds to the first token of each, and the cached tokens of all. */
    private record Probed(double[] ms, long cached) {}

    void measure() throws InterruptedException {
        try (BatchScheduler scheduler =
                model.scheduler(Precision.forBatches(), new BatchLimits(32, 4096, 16, 1L << 30, 256L << 20))) {
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < PROBES; i++) {
                prompts.add(random.ints(PROMPT, 3, model.config().vocabulary()).toArray());
            }
            for (int[] prompt : prompts.subList(0, PROBES / 2)) {
                first(scheduler, "victim", prompt);
            }
            Probed spy = probe(scheduler, "spy", prompts);
            Probed victim = probe(scheduler, "victim", prompts);
            report.number("S9: another tenant's probes, AUC of their times", auc(spy), "", "<= 0.55");
            report.number("S9: cached tokens that it is given", spy.cached(), "tokens", "0");
            report.number("S9: the tenant's own probes, AUC", auc(victim), "", "");
            report.number("S9: cached tokens that it is given itself", victim.cached(), "tokens", "");
        }
    }

    private Probed probe(BatchScheduler scheduler, String tenant, List<int[]> prompts) throws InterruptedException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        double[] ms = new double[prompts.size()];
        long cached = 0;
        for (int i : order) {
            long start = System.nanoTime();
            cached += first(scheduler, tenant, prompts.get(i));
            ms[i] = (System.nanoTime() - start) / 1e6;
        }
        return new Probed(ms, cached);
    }

    /** Asks for one token. The cached tokens that the answer tells of. */
    private static int first(BatchScheduler scheduler, String tenant, int[] prompt) throws InterruptedException {
        BatchStream stream = scheduler.submit(
                new BatchRequest(tenant, new GenerationRequest(prompt, null, Sampling.greedy(), 1, Set.of()), 0, null));
        while (true) {
            switch (stream.poll(600_000)) {
                case BatchEvent.Token token -> {}
                case BatchEvent.End end -> {
                    return end.cachedTokens();
                }
                case BatchEvent.Failed failed -> throw failed.cause();
                case null -> throw new IllegalStateException("no token within ten minutes");
            }
        }
    }

    /** How well a short time tells the prompts that were asked before from the others. */
    private static double auc(Probed probed) {
        int half = probed.ms().length / 2;
        double[] faster = new double[probed.ms().length];
        for (int i = 0; i < faster.length; i++) {
            faster[i] = -probed.ms()[i];
        }
        return Ranking.auc(Arrays.copyOfRange(faster, 0, half), Arrays.copyOfRange(faster, half, faster.length));
    }
}
