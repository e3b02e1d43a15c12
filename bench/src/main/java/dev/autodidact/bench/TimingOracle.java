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
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * S9: does the time to the first token, or the count of cached tokens, tell whether another tenant asked the same before?
 * In rounds that the cache can hold, else it tells nothing of the tenant itself either.
 */
final class TimingOracle {
    private static final int ROUNDS = 50;
    private static final int A_ROUND = 20;
    private static final int PROMPT = 96;

    private final LanguageModel model;
    private final Report report;
    private final Random random = new Random(9);

    TimingOracle(LanguageModel model, Report report) {
        this.model = model;
        this.report = report;
    }

    /** What one tenant's probes bring: times to the first token of prompts asked before and of others, and cached tokens. */
    private static final class Probed {
        private final List<Double> asked = new ArrayList<>();
        private final List<Double> others = new ArrayList<>();
        private long cached;

        /** How well a short time tells the prompts that were asked before from the others. */
        double auc() {
            return Ranking.auc(faster(asked), faster(others));
        }

        private static double[] faster(List<Double> ms) {
            return ms.stream().mapToDouble(time -> -time).toArray();
        }
    }

    void measure() throws InterruptedException {
        try (BatchScheduler scheduler =
                model.scheduler(Precision.forBatches(), new BatchLimits(32, 4096, 16, 1L << 30, 256L << 20))) {
            Probed spy = new Probed();
            Probed victim = new Probed();
            for (int round = 0; round < ROUNDS; round++) {
                List<int[]> prompts = new ArrayList<>();
                for (int i = 0; i < A_ROUND; i++) {
                    prompts.add(
                            random.ints(PROMPT, 3, model.config().vocabulary()).toArray());
                }
                for (int[] prompt : prompts.subList(0, A_ROUND / 2)) {
                    first(scheduler, "victim", prompt);
                }
                probe(scheduler, "spy", prompts, spy);
                probe(scheduler, "victim", prompts, victim);
            }
            report.number("S9: another tenant's probes, AUC of their times", spy.auc(), "", "<= 0.55");
            report.number("S9: cached tokens that it is given", spy.cached, "tokens", "0");
            report.number("S9: the tenant's own probes, AUC", victim.auc(), "", "");
            report.number("S9: cached tokens that it is given itself", victim.cached, "tokens", "> 0");
        }
    }

    private void probe(BatchScheduler scheduler, String tenant, List<int[]> prompts, Probed probed)
            throws InterruptedException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        for (int i : order) {
            long start = System.nanoTime();
            probed.cached += first(scheduler, tenant, prompts.get(i));
            (i < A_ROUND / 2 ? probed.asked : probed.others).add((System.nanoTime() - start) / 1e6);
        }
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
}
