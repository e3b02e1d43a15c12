package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks through the graphs beside a look at every entry. */
class NearestEntriesTest {

    private static final int DIMENSIONS = 24;
    private static final int TOP = 10;
    private static final int QUERIES = 40;

    @TempDir
    Path folder;

    private final Random random = new Random(11);
    private final List<float[]> vectors = new ArrayList<>();
    private MemoryIndex index;

    @BeforeEach
    void open() throws IOException {
        index = new MemoryIndex(folder, "test");
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    private float[] vector() {
        float[] vector = new float[DIMENSIONS];
        double norm = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
            norm += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= (float) Math.sqrt(norm);
        }
        return vector;
    }

    /** Adds entries in one piece: their numbers go on from those that are there. */
    private void add(String agent, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            float[] vector = vector();
            MemoryEntry entry = new MemoryEntry(
                    new UUID(0, vectors.size()),
                    AgentKey.of(agent),
                    "entry " + vectors.size(),
                    null,
                    MemoryKind.NOTE,
                    MemoryTrust.USER,
                    i % 3 == 0 ? "third" : "other",
                    null,
                    null,
                    null,
                    1,
                    0,
                    Instant.EPOCH,
                    null,
                    null,
                    null);
            vectors.add(vector);
            index.put(entry, vector);
        }
    }

    private double found(String agent, MemoryFilter filter, IntStream own) throws IOException {
        int[] numbers = own.toArray();
        int right = 0;
        for (int i = 0; i < QUERIES; i++) {
            float[] query = vector();
            List<Integer> exact = IntStream.of(numbers)
                    .boxed()
                    .sorted((a, b) -> Double.compare(dot(query, vectors.get(b)), dot(query, vectors.get(a))))
                    .limit(TOP)
                    .toList();
            List<Integer> nearest = index.nearest(AgentKey.of(agent), query, TOP, filter).stream()
                    .map(id -> (int) id.getLeastSignificantBits())
                    .toList();
            assertThat(nearest).doesNotHaveDuplicates().hasSize(TOP);
            assertThat(numbers).contains(nearest.stream().mapToInt(n -> n).toArray());
            right += (int) nearest.stream().filter(exact::contains).count();
        }
        return right / (double) (QUERIES * TOP);
    }

    private static double dot(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    @Test
    void findsTheNearestInOnePieceAndInSome() throws IOException {
        add("ada", 3_000);
        index.show(1);
        assertThat(found("ada", MemoryFilter.ALL, IntStream.range(0, 3_000))).isGreaterThan(0.9);
        for (int piece = 0; piece < 4; piece++) {
            add("ada", 500);
            index.show(2 + piece);
        }
        assertThat(found("ada", MemoryFilter.ALL, IntStream.range(0, 5_000))).isGreaterThan(0.9);
    }

    @Test
    void whatIsForgottenIsNotFound() throws IOException {
        add("ada", 3_000);
        index.show(1);
        for (int i = 0; i < 3_000; i += 4) {
            index.remove(new UUID(0, i));
        }
        index.show(2);
        assertThat(found("ada", MemoryFilter.ALL, IntStream.range(0, 3_000).filter(i -> i % 4 != 0)))
                .isGreaterThan(0.9);
    }

    @Test
    void fewEntriesAmongManyOfOthersAreAllLookedAt() throws IOException {
        add("bob", 3_000);
        add("ada", 40);
        index.show(1);
        add("bob", 500);
        index.show(2);
        assertThat(found("ada", MemoryFilter.ALL, IntStream.range(3_000, 3_040)))
                .isEqualTo(1);
    }

    @Test
    void aPartOfOnesOwnIsSearchedAmongTheRest() throws IOException {
        add("bob", 1_500);
        add("ada", 3_000);
        index.show(1);
        MemoryFilter third = new MemoryFilter(null, null, "third", Set.of());
        assertThat(found("ada", MemoryFilter.ALL, IntStream.range(1_500, 4_500)))
                .isGreaterThan(0.9);
        assertThat(found("ada", third, IntStream.range(1_500, 4_500).filter(i -> (i - 1_500) % 3 == 0)))
                .isGreaterThan(0.9);
    }

    @Test
    void anEmptyIndexAndAnUnknownAgentGiveNothing() throws IOException {
        assertThat(index.nearest(AgentKey.of("ada"), vector(), TOP, MemoryFilter.ALL))
                .isEmpty();
        add("ada", 20);
        index.show(1);
        assertThat(index.nearest(AgentKey.of("eve"), vector(), TOP, MemoryFilter.ALL))
                .isEmpty();
    }
}
