package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.BatchEvent;
import dev.autodidact.model.BatchLimits;
import dev.autodidact.model.BatchRequest;
import dev.autodidact.model.BatchScheduler;
import dev.autodidact.model.BatchStream;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import dev.autodidact.sft.AdapterStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Many answers at once: {@code ServeBench modelFolder resultsFolder [rounds] [requests]}. Tokens a second and time to the
 * first token for 1, 8 and 32 streams on the base, on one adapter and on eight mixed, and of llama-server where there is one
 * ({@link LlamaServer}); what a chat notices of swaps, of a training and of other tenants ({@link ServeQuiet}); then shuffled
 * requests with shared prefixes, each against its run alone on an empty cache.
 */
public final class ServeBench {
    private static final long SEED = 1;
    private static final int PROMPT = 96;
    private static final int TOKENS = 96;
    private static final int ADAPTERS = 8;
    private static final int SHARED_PREFIXES = 4;
    private static final int DISTINCT_TAILS = 6;

    private final LanguageModel model;
    private final Report report;
    private final int rounds;
    private final List<Adapter> adapters = new ArrayList<>();

    private ServeBench(LanguageModel model, Report report, int rounds) {
        this.model = model;
        this.report = report;
        this.rounds = rounds;
        Random random = new Random(SEED);
        for (int k = 0; k < 4 * ADAPTERS; k++) {
            float[] values =
                    Adapter.initial(model.config(), new LoraConfig(8, 16), k).values();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.02 * random.nextGaussian());
            }
            adapters.add(Adapter.of(model.config(), new LoraConfig(8, 16), values));
        }
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        int requests = args.length > 3 ? Integer.parseInt(args[3]) : 10_000;
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            Report report = new Report("serve", SEED);
            report.fact("model", model.hash());
            ServeBench bench = new ServeBench(model, report, rounds);
            bench.throughput();
            LlamaServer.measure(model, report, rounds, PROMPT, TOKENS);
            new ServeQuiet(model, report, bench.adapters).measure();
            bench.contamination(requests);
            report.write(Path.of(args[1]));
        }
    }

    private BatchScheduler scheduler(int waiting, long prefixBytes) {
        return model.scheduler(Precision.forBatches(), new BatchLimits(32, waiting, 16, 1L << 30, prefixBytes));
    }

    /** What a group of streams took. */
    private record Run(double tokensPerSecond, double[] firstMs) {}

    private void throughput() throws InterruptedException, IOException {
        try (BatchScheduler scheduler = scheduler(64, 0)) {
            report.fact("precision", Precision.forBatches().toString());
            report.fact("exact row counts", scheduler.exactCounts());
            Map<String, Double> speeds = new HashMap<>();
            int[] streams = {1, 8, 32};
            int[] mixes = {0, 1, ADAPTERS, 4 * ADAPTERS};
            Map<String, List<Run>> all = new HashMap<>();
            for (int round = -1; round < rounds; round++) { // the first one warms up
                for (int n : streams) {
                    for (int mix : mixes) {
                        if (mix <= n && (mix <= ADAPTERS || n == 32)) {
                            Run run = run(scheduler, n, mix, round);
                            if (round >= 0) {
                                all.computeIfAbsent(label(n, mix), l -> new ArrayList<>())
                                        .add(run);
                            }
                        }
                    }
                }
            }
            all.forEach((label, runs) -> {
                double speed = Report.median(
                        runs.stream().mapToDouble(Run::tokensPerSecond).toArray());
                double[] first = runs.stream()
                        .flatMapToDouble(run -> Arrays.stream(run.firstMs()))
                        .sorted()
                        .toArray();
                speeds.put(label, speed);
                report.number(label, speed, "tokens/s", "");
                report.number(label + ", first token p50", quantile(first, 0.5), "ms", "");
                report.number(label + ", first token p99", quantile(first, 0.99), "ms", "");
            });
            report.number("32 streams against one", speeds.get(label(32, 0)) / speeds.get(label(1, 0)), "x", ">= 8");
            report.number(
                    "8 adapters mixed against the base",
                    speeds.get(label(32, ADAPTERS)) / speeds.get(label(32, 0)),
                    "x",
                    ">= 0.9");
            loads(scheduler);
        }
    }

    private static String label(int streams, int mix) {
        return streams + " streams, "
                + switch (mix) {
                    case 0 -> "base";
                    case 1 -> "one adapter";
                    default -> mix + " adapters";
                };
    }

    private Run run(BatchScheduler scheduler, int n, int mix, int round) throws InterruptedException {
        Random random = new Random(100L * n + 10L * mix + round);
        long start = System.nanoTime();
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int[] prompt = random.ints(PROMPT, 3, model.config().vocabulary()).toArray();
            readers.add(new Reader(scheduler.submit(request(prompt, mix == 0 ? null : adapters.get(i % mix), TOKENS))));
        }
        List<Thread> threads =
                readers.stream().map(r -> Thread.ofVirtual().start(r)).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Run(
                readers.stream().mapToInt(r -> r.tokens.size()).sum() / seconds,
                readers.stream().mapToDouble(r -> (r.first - start) / 1e6).toArray());
    }

    private static BatchRequest request(int[] prompt, Adapter adapter, int tokens) {
        return new BatchRequest(
                "bench", new GenerationRequest(prompt, adapter, Sampling.greedy(), tokens, Set.of()), 0, null);
    }

    /** Time from the file to an adapter that a batch can use: read, hash checked, parsed. */
    private void loads(BatchScheduler scheduler) throws IOException {
        Path folder = Files.createTempDirectory("serve");
        AdapterStore store = new AdapterStore(folder);
        List<String> versions = new ArrayList<>();
        for (Adapter adapter : adapters) {
            versions.add(store.put(adapter.bytes()));
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Double> times = new ArrayList<>();
        List<Double> work = new ArrayList<>();
        for (int round = -5; round < 20; round++) { // the first ones warm up
            for (String version : versions) {
                long start = System.nanoTime();
                long busy = threads.getCurrentThreadCpuTime();
                Adapter adapter = Adapter.verified(model.config(), version, store.load(version));
                double ms = (System.nanoTime() - start) / 1e6;
                if (!adapter.finite()) {
                    throw new IllegalStateException("version " + version + " is not finite");
                }
                if (round >= 0) {
                    times.add(ms);
                    work.add((threads.getCurrentThreadCpuTime() - busy) / 1e6);
                }
            }
        }
        for (String version : versions) {
            store.delete(version);
        }
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        report.number("adapter file", adapters.getFirst().bytes().length, "bytes", "");
        report.number("adapter read, hash checked, parsed, p50", quantile(sorted, 0.5), "ms", "");
        report.number("adapter read, hash checked, parsed, p99", quantile(sorted, 0.99), "ms", "<= 5");
        double[] busy = work.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        report.number("the same in processor time, p99", quantile(busy, 0.99), "ms", "");
        report.number("adapters copied into the tables", scheduler.status().slotLoads(), "times", "");
    }

    private void contamination(int count) throws InterruptedException {
        Random random = new Random(SEED);
        List<int[]> prompts = new ArrayList<>();
        for (int p = 0; p < SHARED_PREFIXES; p++) {
            int[] common =
                    random.ints(40 + 40 * p, 3, model.config().vocabulary()).toArray();
            for (int t = 0; t < DISTINCT_TAILS; t++) {
                int[] tail =
                        random.ints(1 + 7 * t, 3, model.config().vocabulary()).toArray();
                int[] all = Arrays.copyOf(common, common.length + tail.length);
                System.arraycopy(tail, 0, all, common.length, tail.length);
                prompts.add(all);
            }
        }
        List<BatchRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int who = random.nextInt(ADAPTERS + 1);
            requests.add(request(
                    prompts.get(random.nextInt(prompts.size())), who == ADAPTERS ? null : adapters.get(who), 16));
        }
        List<Reader> warm = new ArrayList<>();
        double cached;
        try (BatchScheduler scheduler = scheduler(count, 64 << 20)) {
            requests.forEach(request -> warm.add(new Reader(scheduler.submit(request))));
            warm.forEach(Reader::run);
            cached = (double) scheduler.status().cachedTokens()
                    / Math.max(1, scheduler.status().promptTokens());
        }
        Map<List<Object>, Reader> cold = new HashMap<>();
        long differing = 0;
        long total = 0;
        try (BatchScheduler scheduler = scheduler(1, 0)) {
            for (int i = 0; i < count; i++) {
                GenerationRequest g = requests.get(i).generation();
                BatchRequest request = requests.get(i);
                Reader alone = cold.computeIfAbsent(
                        List.of(
                                g.prompt(),
                                g.adapter() == null ? "" : g.adapter().version()),
                        key -> {
                            Reader reader = new Reader(scheduler.submit(request));
                            reader.run();
                            return reader;
                        });
                for (int t = 0; t < alone.tokens.size(); t++) {
                    differing += t >= warm.get(i).tokens.size()
                                    || !alone.tokens
                                            .get(t)
                                            .equals(warm.get(i).tokens.get(t))
                            ? 1
                            : 0;
                }
                total += alone.tokens.size();
            }
        }
        report.number("requests over 8 adapters and the base", count, "requests", "");
        report.number("cold runs they are judged by", cold.size(), "runs", "");
        report.number("prompt tokens from the prefix cache", cached, "share", "");
        report.number("tokens compared", total, "tokens", "");
        report.number("tokens that differ from the cold run", differing, "tokens", "0");
    }

    static double quantile(double[] sorted, double q) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
    }

    /** Reads one stream to its end. */
    private static final class Reader implements Runnable {
        private final BatchStream stream;
        private final List<Integer> tokens = new ArrayList<>();
        private long first;

        Reader(BatchStream stream) {
            this.stream = stream;
        }

        @Override
        public void run() {
            try {
                while (true) {
                    switch (stream.poll(600_000)) {
                        case BatchEvent.Token token -> {
                            if (tokens.isEmpty()) {
                                first = System.nanoTime();
                            }
                            tokens.add(token.id());
                        }
                        case BatchEvent.End end -> {
                            return;
                        }
                        case BatchEvent.Failed failed -> throw failed.cause();
                        case null -> throw new IllegalStateException("no token within ten minutes");
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
