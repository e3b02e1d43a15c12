package dev.autodidact.bench;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** JVector on the same vectors: graph in memory, exact scores, degree 32, beam 100, as Lucene's 16 and 100. */
final class JVectorArm {
    private static final VectorTypeSupport TYPES =
            VectorizationProvider.getInstance().getVectorTypeSupport();
    private static final VectorSimilarityFunction DOT = VectorSimilarityFunction.DOT_PRODUCT;

    private JVectorArm() {}

    static void measure(
            Report report, String size, float[][] vectors, float[][] queries, int[][] exact, int top, int candidates)
            throws IOException {
        List<VectorFloat<?>> all = new ArrayList<>(vectors.length);
        for (float[] vector : vectors) {
            all.add(TYPES.createFloatVector(vector));
        }
        ListRandomAccessVectorValues values = new ListRandomAccessVectorValues(all, vectors[0].length);
        BuildScoreProvider scores = BuildScoreProvider.randomAccessScoreProvider(values, DOT);
        long cpu = RecallBench.cpuNs();
        long start = System.nanoTime();
        try (GraphIndexBuilder builder = new GraphIndexBuilder(scores, vectors[0].length, 32, 100, 1.2f, 1.2f, true);
                OnHeapGraphIndex graph = (OnHeapGraphIndex) builder.build(values);
                GraphSearcher searcher = new GraphSearcher(graph)) {
            report.number(size + " JVector: build", (System.nanoTime() - start) / 1e9, "s", "");
            report.number(size + " JVector: build, processor", (RecallBench.cpuNs() - cpu) / 1e9, "s", "");
            double[] ms = new double[queries.length];
            int hits = 0;
            for (int round = 0; round < 2; round++) {
                hits = 0;
                for (int i = 0; i < queries.length; i++) {
                    long one = System.nanoTime();
                    SearchResult result = searcher.search(
                            DefaultSearchScoreProvider.exact(TYPES.createFloatVector(queries[i]), DOT, values),
                            candidates,
                            Bits.ALL);
                    ms[i] = (System.nanoTime() - one) / 1e6;
                    int[] found = Arrays.stream(result.getNodes())
                            .limit(top)
                            .mapToInt(node -> node.node)
                            .toArray();
                    hits += RecallBench.hits(exact[i], found);
                }
            }
            report.share(size + " JVector: recall@10", new Share(hits, queries.length * top), ">= 0.95");
            RecallBench.times(report, size + " JVector: vector search", ms, "p99 <= 1");
        }
    }
}
