package dev.autodidact.bench;

import dev.autodidact.memory.BgeEmbedder;
import dev.autodidact.memory.MemoryFilter;
import dev.autodidact.memory.MemoryIndex;
import dev.autodidact.seed.CorpusData;
import dev.autodidact.seed.ExamFact;
import dev.autodidact.seed.ExamItems;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.VectorUtil;

/**
 * The search index at several sizes, beside JVector and exact search: {@code RecallBench resultsFolder [sizes, such as
 * 10000,100000] [seed] [breadths, such as 50,100]}. Vectors are made of those of 1,200 real sentences: two of them mixed, and
 * noise; queries likewise of 200 others.
 */
public final class RecallBench {
    private static final int QUERIES = 1_000;
    private static final int TOP = 10;
    private static final int CANDIDATES = 50;
    private static final int SENTENCES = 1_400;
    private static final int HELD = 200;
    private static final double NOISE = 0.35;

    /** Breadths of the walk through each graph that are tried beside the one that the index takes by its pieces. */
    private static final String BREADTHS = "25,50,100,200,400,800";

    /** Beyond this size JVector is left out: its build takes as long again. */
    private static final int BESIDE = 100_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Report report;
    private final SplittableRandom random;
    private final BgeEmbedder embedder = new BgeEmbedder();
    private final List<String> sentences;
    private final List<float[]> real;
    private final int[] breadths;

    private RecallBench(Report report, long seed, int[] breadths) {
        this.report = report;
        this.breadths = breadths;
        this.random = new SplittableRandom(seed);
        this.sentences = new ExamItems(CorpusData.load(), seed)
                .facts(SENTENCES).stream().map(ExamFact::tell).toList();
        long start = System.nanoTime();
        double[] ms = new double[SENTENCES];
        this.real = new ArrayList<>();
        for (int i = 0; i < SENTENCES; i++) {
            long one = System.nanoTime();
            real.add(embedder.embed(sentences.get(i)));
            ms[i] = (System.nanoTime() - one) / 1e6;
        }
        System.out.printf("embedded %d sentences in %.1f s%n", SENTENCES, (System.nanoTime() - start) / 1e9);
        times("embedding a sentence", Arrays.copyOfRange(ms, 50, ms.length), "");
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 5;
        Report report = new Report("recall", seed);
        RecallBench bench = new RecallBench(
                report,
                seed,
                Arrays.stream((args.length > 3 ? args[3] : BREADTHS).split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray());
        for (String size : (args.length > 1 ? args[1] : "10000,100000").split(",")) {
            bench.measure(Integer.parseInt(size));
            report.write(Path.of(args[0]));
        }
    }

    private void measure(int size) throws IOException {
        float[][] vectors = new float[size][];
        for (int i = 0; i < size; i++) {
            vectors[i] = mixed(0, SENTENCES - HELD);
        }
        float[][] queries = new float[QUERIES][];
        int[][] exact = new int[QUERIES][];
        for (int i = 0; i < QUERIES; i++) {
            queries[i] = mixed(SENTENCES - HELD, SENTENCES);
        }
        java.util.stream.IntStream.range(0, QUERIES).parallel().forEach(i -> exact[i] = nearest(vectors, queries[i]));
        lucene(size, vectors, queries, exact);
        if (size <= BESIDE) {
            JVectorArm.measure(report, label(size), vectors, queries, exact, TOP, CANDIDATES);
        }
    }

    private void lucene(int size, float[][] vectors, float[][] queries, int[][] exact) throws IOException {
        Path folder = Files.createTempDirectory("recall-bench");
        try (MemoryIndex index = new MemoryIndex(folder, "bench")) {
            long cpu = cpuNs();
            long start = System.nanoTime();
            for (int i = 0; i < size; i++) {
                index.put(BenchEntries.entry(i, sentences.get(i % (SENTENCES - HELD)) + " " + i), vectors[i]);
            }
            index.show(size);
            index.commit();
            report.number(label(size) + " Lucene: build", (System.nanoTime() - start) / 1e9, "s", "");
            report.number(label(size) + " Lucene: build, processor", (cpuNs() - cpu) / 1e9, "s", "");
            report.number(label(size) + " Lucene: on disk", bytes(folder) / 1e6, "MB", "");
            report.number(label(size) + " heap in use", heap() / 1e6, "MB", "");
            searches(index, label(size), queries, exact);
            double[] whole = new double[HELD];
            for (int i = 0; i < HELD; i++) {
                String query = sentences.get(SENTENCES - HELD + i);
                long one = System.nanoTime();
                index.search(BenchEntries.AGENT, query, embedder.embed(query), CANDIDATES, MemoryFilter.ALL);
                whole[i] = (System.nanoTime() - one) / 1e6;
            }
            times(label(size) + " with embedding", whole, "p99 <= 40");
            report.number(label(size) + " resident at most, vectors of the bench included", peakMb(), "MB", "<= 8590");
        }
        try {
            if (size <= BESIDE) {
                onePiece(folder);
                try (MemoryIndex index = new MemoryIndex(folder, "bench")) {
                    searches(index, label(size) + " in one piece", queries, exact);
                }
            }
        } finally {
            Folders.delete(folder);
        }
    }

    /** As it is after a long time without writes. */
    private static void onePiece(Path folder) throws IOException {
        try (FSDirectory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            writer.forceMerge(1);
        }
    }

    private void searches(MemoryIndex index, String label, float[][] queries, int[][] exact) throws IOException {
        for (int i = 0; i < QUERIES; i++) {
            index.nearest(BenchEntries.AGENT, queries[i], CANDIDATES, MemoryFilter.ALL);
        }
        double[] ms = new double[QUERIES];
        double[] cpuMs = new double[QUERIES];
        double[] both = new double[QUERIES];
        int hits = 0;
        for (int i = 0; i < QUERIES; i++) {
            long oneCpu = THREADS.getCurrentThreadCpuTime();
            long one = System.nanoTime();
            List<UUID> found = index.nearest(BenchEntries.AGENT, queries[i], CANDIDATES, MemoryFilter.ALL);
            ms[i] = (System.nanoTime() - one) / 1e6;
            cpuMs[i] = (THREADS.getCurrentThreadCpuTime() - oneCpu) / 1e6;
            hits += hits(
                    exact[i],
                    found.stream().limit(TOP).mapToInt(BenchEntries::number).toArray());
            one = System.nanoTime();
            index.search(
                    BenchEntries.AGENT,
                    sentences.get(SENTENCES - HELD + i % HELD),
                    queries[i],
                    CANDIDATES,
                    MemoryFilter.ALL);
            both[i] = (System.nanoTime() - one) / 1e6;
        }
        report.share(label + " Lucene: recall@10", new Share(hits, QUERIES * TOP), ">= 0.95");
        times(label + " Lucene: vector search", ms, "p99 <= 1");
        times(label + " Lucene: vector search, processor", cpuMs, "");
        times(label + " Lucene: vectors and words", both, "");
        for (int breadth : breadths) {
            breadth(index, label + " breadth " + breadth, breadth, queries, exact);
        }
    }

    /** What a breadth finds, and what it takes. */
    private void breadth(MemoryIndex index, String label, int breadth, float[][] queries, int[][] exact)
            throws IOException {
        double[] cpuMs = new double[QUERIES];
        int hits = 0;
        for (int i = 0; i < QUERIES; i++) {
            long one = THREADS.getCurrentThreadCpuTime();
            List<UUID> found = index.nearest(BenchEntries.AGENT, queries[i], breadth, TOP, MemoryFilter.ALL);
            cpuMs[i] = (THREADS.getCurrentThreadCpuTime() - one) / 1e6;
            hits += hits(exact[i], found.stream().mapToInt(BenchEntries::number).toArray());
        }
        report.share(label + ": recall@10", new Share(hits, QUERIES * TOP), "");
        times(label + ": processor", cpuMs, "");
    }

    private float[] mixed(int from, int to) {
        float[] a = real.get(random.nextInt(from, to));
        float[] b = real.get(random.nextInt(from, to));
        double share = random.nextDouble();
        float[] mix = new float[a.length];
        double norm = 0;
        for (int i = 0; i < mix.length; i++) {
            mix[i] = (float) (share * a[i] + (1 - share) * b[i] + NOISE * gaussian() / Math.sqrt(mix.length));
            norm += mix[i] * mix[i];
        }
        for (int i = 0; i < mix.length; i++) {
            mix[i] /= (float) Math.sqrt(norm);
        }
        return mix;
    }

    private double gaussian() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static int[] nearest(float[][] vectors, float[] query) {
        int[] best = new int[TOP];
        float[] scores = new float[TOP];
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        for (int v = 0; v < vectors.length; v++) {
            float score = VectorUtil.dotProduct(query, vectors[v]);
            int at = TOP;
            while (at > 0 && score > scores[at - 1]) {
                at--;
            }
            if (at < TOP) {
                System.arraycopy(scores, at, scores, at + 1, TOP - 1 - at);
                System.arraycopy(best, at, best, at + 1, TOP - 1 - at);
                scores[at] = score;
                best[at] = v;
            }
        }
        return best;
    }

    static int hits(int[] exact, int[] found) {
        HashSet<Integer> right = new HashSet<>();
        Arrays.stream(exact).forEach(right::add);
        return (int) Arrays.stream(found).filter(right::contains).count();
    }

    private void times(String label, double[] ms, String target) {
        times(report, label, ms, target);
    }

    static void times(Report report, String label, double[] ms, String target) {
        double[] sorted = ms.clone();
        Arrays.sort(sorted);
        report.number(label + ", p50", sorted[sorted.length / 2], "ms", "");
        report.number(label + ", p99", sorted[sorted.length * 99 / 100], "ms", target);
    }

    private static String label(int size) {
        return size >= 1_000_000 ? size / 1_000_000 + "M" : size / 1_000 + "k";
    }

    static long cpuNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static double peakMb() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                * 1024
                / 1e6;
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
