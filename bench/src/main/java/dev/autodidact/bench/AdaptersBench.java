package dev.autodidact.bench;

import com.sun.management.OperatingSystemMXBean;
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
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * More adapters than fit: {@code AdaptersBench modelFolder resultsFolder [registered] [rounds] [requests]}. 32 streams over
 * versions drawn from a set that stays resident, and drawn from all that are registered, so that nearly each request reads
 * its file, checks its hash, parses it and copies it into a slot. Both in turns in one process, on the clock and in
 * processor time. The adapters in memory are bounded as in the application (16 parsed, 32 slots).
 */
public final class AdaptersBench {
    private static final int STREAMS = 32;
    private static final int RESIDENT = 16;
    private static final int PROMPT = 96;
    private static final int TOKENS = 96;

    private final LanguageModel model;
    private final AdapterStore store;
    private final List<String> versions = new ArrayList<>();
    private final Map<String, Adapter> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Adapter> eldest) {
            return size() > RESIDENT;
        }
    };
    private int loads;

    private AdaptersBench(LanguageModel model, AdapterStore store) {
        this.model = model;
        this.store = store;
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int registered = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 4;
        int requests = args.length > 4 ? Integer.parseInt(args[4]) : 192;
        Path home = Files.createTempDirectory("adapters");
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            Report report = new Report("adapters", 1);
            report.fact("model", model.hash());
            AdaptersBench bench = new AdaptersBench(model, new AdapterStore(home));
            bench.register(registered, home);
            bench.measure(report, rounds, requests);
            report.write(Path.of(args[1]));
        } finally {
            Folders.delete(home);
        }
    }

    /** Writes the files, without the syncs of a publication. Each differs in a few values: it is the bytes that count. */
    private void register(int count, Path home) throws IOException {
        LoraConfig lora = new LoraConfig(8, 16);
        float[] values = Adapter.initial(model.config(), lora, 1).values();
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.02 * random.nextGaussian());
        }
        Path folder = Files.createDirectories(home.resolve("adapters"));
        for (int k = 0; k < count; k++) {
            values[k % values.length] += 0.01f;
            Adapter adapter = Adapter.of(model.config(), lora, values.clone());
            Files.write(folder.resolve(adapter.version() + ".safetensors"), adapter.bytes());
            versions.add(adapter.version());
        }
    }

    /** What some requests took. */
    private record Run(double tokensPerSecond, double msPerToken, int loads) {}

    private void measure(Report report, int rounds, int requests) throws InterruptedException {
        List<Run> stay = new ArrayList<>();
        List<Run> past = new ArrayList<>();
        try (BatchScheduler scheduler =
                model.scheduler(Precision.forBatches(), new BatchLimits(STREAMS, STREAMS, 16, 1L << 30, 0))) {
            for (int round = -1; round < rounds; round++) { // the first one warms up
                Run one = run(scheduler, RESIDENT, round, round < 0 ? STREAMS : requests);
                Run all = run(scheduler, versions.size(), round, round < 0 ? STREAMS : requests);
                if (round >= 0) {
                    stay.add(one);
                    past.add(all);
                }
            }
        }
        report.number("registered", versions.size(), "adapters", "10000");
        report.number("requests of an arm", (double) rounds * requests, "requests", "");
        double[] speed = tell(report, RESIDENT + " adapters that stay resident", stay);
        double[] spread = tell(report, "all of them in turn", past);
        report.number("throughput past the resident set", spread[0] / speed[0], "x", ">= 0.9");
        report.number("the same by processor time of a token", speed[1] / spread[1], "x", ">= 0.9");
    }

    private static double[] tell(Report report, String arm, List<Run> runs) {
        double speed =
                Report.median(runs.stream().mapToDouble(Run::tokensPerSecond).toArray());
        double work = Report.median(runs.stream().mapToDouble(Run::msPerToken).toArray());
        report.number(arm, speed, "tokens/s", "");
        report.number(arm + ", processor time of a token", work, "ms", "");
        report.number(arm + ", files read", runs.stream().mapToInt(Run::loads).sum(), "times", "");
        return new double[] {speed, work};
    }

    private Run run(BatchScheduler scheduler, int among, int round, int requests) throws InterruptedException {
        loads = 0;
        SplittableRandom random = new SplittableRandom(1000L * among + round);
        AtomicInteger next = new AtomicInteger();
        AtomicInteger tokens = new AtomicInteger();
        List<String> asked =
                random.ints(requests, 0, among).mapToObj(versions::get).toList();
        List<int[]> prompts = Stream.generate(() ->
                        random.ints(PROMPT, 3, model.config().vocabulary()).toArray())
                .limit(requests)
                .toList();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long busy = system.getProcessCpuTime();
        long start = System.nanoTime();
        List<Thread> streams = new ArrayList<>();
        for (int s = 0; s < STREAMS; s++) {
            streams.add(Thread.ofPlatform().start(() -> {
                for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
                    tokens.addAndGet(read(scheduler.submit(request(prompts.get(i), adapter(asked.get(i))))));
                }
            }));
        }
        for (Thread stream : streams) {
            stream.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double ms = (system.getProcessCpuTime() - busy) / 1e6;
        return new Run(tokens.get() / seconds, ms / tokens.get(), loads);
    }

    /** From memory, or read, checked and parsed by the one who asks. */
    private Adapter adapter(String version) {
        synchronized (kept) {
            Adapter there = kept.get(version);
            if (there != null) {
                return there;
            }
            loads++;
        }
        try {
            Adapter read = Adapter.verified(model.config(), version, store.load(version));
            if (!read.finite()) {
                throw new IllegalStateException("version " + version + " is not finite");
            }
            synchronized (kept) {
                kept.put(version, read);
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BatchRequest request(int[] prompt, Adapter adapter) {
        return new BatchRequest(
                "bench", new GenerationRequest(prompt, adapter, Sampling.greedy(), TOKENS, Set.of()), 0, null);
    }

    /** Reads one stream to its end; how many tokens it had. */
    private static int read(BatchStream stream) {
        try {
            for (int tokens = 0; ; ) {
                switch (stream.poll(600_000)) {
                    case BatchEvent.Token token -> tokens++;
                    case BatchEvent.End end -> {
                        return tokens;
                    }
                    case BatchEvent.Failed failed -> throw failed.cause();
                    case null -> throw new IllegalStateException("no token within ten minutes");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
