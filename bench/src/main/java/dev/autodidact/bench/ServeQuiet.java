package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What a chat notices of what goes on beside it: swaps of versions, a training, and the prompts of another tenant. */
final class ServeQuiet {
    private static final int PROMPT = 96;
    private static final int CHATS = 60;
    private static final int CHAT_TOKENS = 32;
    private static final int STREAMS = 50;

    private final LanguageModel model;
    private final Report report;
    private final List<Adapter> adapters;
    private final Random random = new Random(9);

    ServeQuiet(LanguageModel model, Report report, List<Adapter> adapters) {
        this.model = model;
        this.report = report;
        this.adapters = adapters;
    }

    void measure() throws InterruptedException {
        swaps();
        beside();
        new TimingOracle(model, report).measure();
    }

    private BatchScheduler scheduler(long prefixBytes) {
        return model.scheduler(Precision.forBatches(), new BatchLimits(32, 4096, 16, 1L << 30, prefixBytes));
    }

    private int[] prompt(int tokens) {
        return random.ints(tokens, 3, model.config().vocabulary()).toArray();
    }

    private static BatchStream submit(
            BatchScheduler scheduler, String tenant, int[] prompt, Adapter adapter, int tokens) {
        return scheduler.submit(new BatchRequest(
                tenant, new GenerationRequest(prompt, adapter, Sampling.greedy(), tokens, Set.of()), 0, null));
    }

    /** When each token of a text came, ns. */
    private static List<Long> times(BatchStream stream) throws InterruptedException {
        List<Long> times = new ArrayList<>();
        while (true) {
            switch (stream.poll(600_000)) {
                case BatchEvent.Token token -> times.add(System.nanoTime());
                case BatchEvent.End end -> {
                    return times;
                }
                case BatchEvent.Failed failed -> throw failed.cause();
                case null -> throw new IllegalStateException("no token within ten minutes");
            }
        }
    }

    /** R7: gaps between the tokens of fifty streams, all on one version, and with a swap before each request. */
    private void swaps() throws InterruptedException {
        try (BatchScheduler scheduler = scheduler(0)) {
            List<Double> still = new ArrayList<>();
            List<Double> swapped = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                gaps(scheduler, 1, round < 2 ? new ArrayList<>() : still);
                gaps(scheduler, 2, round < 2 ? new ArrayList<>() : swapped);
            }
            double one = p99(still);
            double two = p99(swapped);
            report.number("gap between tokens, 50 streams, p99", one, "ms", "");
            report.number("the same with a swap of versions before each request", two, "ms", "");
            report.number("gap with swaps against without, p99", two / one, "x", "<= 2");
        }
    }

    private void gaps(BatchScheduler scheduler, int versions, List<Double> gaps) throws InterruptedException {
        List<BatchStream> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(submit(scheduler, "bench", prompt(40), adapters.get(i % versions), 40));
        }
        List<List<Long>> all = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = streams.stream()
                .map(stream -> Thread.ofVirtual().start(() -> {
                    try {
                        all.add(times(stream));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        for (List<Long> times : all) {
            for (int t = 1; t < times.size(); t++) {
                gaps.add((times.get(t) - times.get(t - 1)) / 1e6);
            }
        }
    }

    /** Short chats alone and beside a training, in turns. */
    private void beside() throws InterruptedException {
        try (BatchScheduler scheduler = scheduler(0)) {
            List<Double> alone = new ArrayList<>();
            List<Double> beside = new ArrayList<>();
            AtomicLong steps = new AtomicLong();
            for (int round = 0; round < 4; round++) {
                chats(scheduler, round == 0 ? new ArrayList<>() : alone);
                AtomicBoolean stop = new AtomicBoolean();
                Thread training = new Thread(() -> TogetherBench.train(model, stop, steps));
                training.start();
                while (steps.get() == 0) {
                    Thread.sleep(10);
                }
                chats(scheduler, round == 0 ? new ArrayList<>() : beside);
                stop.set(true);
                training.join();
            }
            report.number("chat of 32 tokens alone, p99", p99(alone), "ms", "");
            report.number("chat of 32 tokens beside a training, p99", p99(beside), "ms", "");
            report.number("chat p99 beside a training against alone", p99(beside) / p99(alone), "x", "<= 1.5");
            report.number("training steps meanwhile", steps.get(), "steps", "");
        }
    }

    private void chats(BatchScheduler scheduler, List<Double> times) throws InterruptedException {
        for (int i = 0; i < CHATS; i++) {
            long start = System.nanoTime();
            times(submit(scheduler, "bench", prompt(PROMPT), adapters.getFirst(), CHAT_TOKENS));
            times.add((System.nanoTime() - start) / 1e6);
        }
    }

    private static double p99(List<Double> values) {
        return ServeBench.quantile(
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray(), 0.99);
    }
}
