package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdapterGeometryTest {

    private static final ModelConfig SHAPE = new ModelConfig(8, 2, 2, 1, 4, 12, 16, 1e-5, 10_000, 64, true, Set.of(0));
    private static final LoraConfig LORA = new LoraConfig(3, 6);

    private static Adapter random(long seed) {
        Random random = new Random(seed);
        float[] values = new float[LoraLayout.size(SHAPE, LORA.rank())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Adapter.of(SHAPE, LORA, values);
    }

    private static double[][] minus(double[][] x, double[][] y) {
        double[][] out = new double[x.length][x[0].length];
        for (int o = 0; o < x.length; o++) {
            for (int i = 0; i < x[o].length; i++) {
                out[o][i] = x[o][i] - y[o][i];
            }
        }
        return out;
    }

    private static double dot(double[][] x, double[][] y) {
        double sum = 0;
        for (int o = 0; o < x.length; o++) {
            sum += LowRank.dot(x[o], y[o]);
        }
        return sum;
    }

    /** The slow and obvious way: eigenvalues of M·Mᵀ. */
    private static double effectiveRank(double[][] m) {
        double[][] gram = new double[m.length][m.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m.length; j++) {
                gram[i][j] = LowRank.dot(m[i], m[j]);
            }
        }
        double[] sigma = java.util.Arrays.stream(SymmetricEigen.of(gram).values())
                .map(v -> v < 1e-12 ? 0 : Math.sqrt(v))
                .toArray();
        double total = java.util.Arrays.stream(sigma).sum();
        double entropy = 0;
        for (double s : sigma) {
            entropy -= s == 0 ? 0 : s / total * Math.log(s / total);
        }
        return Math.exp(entropy);
    }

    private static void assertEqual(Adapter one, Adapter other, double tolerance) {
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
            for (int linear = 0; linear < 7; linear++) {
                double[][] x = one.delta(layer, linear);
                double[][] between = minus(x, other.delta(layer, linear));
                assertThat(Math.sqrt(dot(between, between) / dot(x, x))).isLessThan(tolerance);
            }
        }
    }

    @Test
    void thinFactorsGiveTheNumbersOfTheWholeMatrices() {
        Adapter one = random(1);
        Adapter other = random(2);
        List<AdapterGeometry.Difference> found = new AdapterGeometry(SHAPE).differences(one, other);
        assertThat(found).hasSize(14);
        for (AdapterGeometry.Difference d : found) {
            int linear = List.of(ModelConfig.LINEARS).indexOf(d.linear());
            double[][] x = one.delta(d.layer(), linear);
            double[][] y = other.delta(d.layer(), linear);
            double[][] between = minus(y, x);
            assertThat(d.norm()).isCloseTo(Math.sqrt(dot(x, x)), within(1e-9));
            assertThat(d.otherNorm()).isCloseTo(Math.sqrt(dot(y, y)), within(1e-9));
            assertThat(d.distance()).isCloseTo(Math.sqrt(dot(between, between)), within(1e-9));
            assertThat(d.cosine()).isCloseTo(dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y)), within(1e-9));
            assertThat(d.effectiveRank()).isCloseTo(effectiveRank(between), within(1e-6));
        }
    }

    @Test
    void anAdapterThatChangesNothingHasNoSizeAndNoDirection() {
        AdapterGeometry geometry = new AdapterGeometry(SHAPE);
        Adapter fresh = Adapter.initial(SHAPE, LORA, 1);
        assertThat(geometry.updates(fresh)).allSatisfy(update -> {
            assertThat(update.norm()).isZero();
            assertThat(update.effectiveRank()).isZero();
        });
        assertThat(geometry.differences(null, random(1))).allSatisfy(d -> {
            assertThat(d.cosine()).isNull();
            assertThat(d.norm()).isZero();
            assertThat(d.distance()).isEqualTo(d.otherNorm());
        });
    }

    @Test
    void theHalfOfAnAdapterTwiceIsTheAdapter() {
        Adapter one = random(3);
        for (AdapterMerge.Method method : List.of(AdapterMerge.Method.LINEAR, AdapterMerge.Method.DARE)) {
            AdapterMerge.Merged merged = AdapterMerge.merge(
                    SHAPE, null, List.of(one, one), new AdapterMerge.Plan(method, new double[] {0.5, 0.5}, 1, 7));
            assertEqual(one, merged.adapter(), 1e-6);
            assertThat(merged.keptShare()).isCloseTo(1, within(1e-9));
        }
        AdapterMerge.Merged ties = AdapterMerge.merge(
                SHAPE,
                null,
                List.of(one, one),
                new AdapterMerge.Plan(AdapterMerge.Method.TIES, new double[] {1, 1}, 1, 7));
        assertEqual(one, ties.adapter(), 1e-6);
    }

    @Test
    void whatBothHaveFromTheirAncestorIsCountedOnce() {
        Adapter ancestor = random(4);
        AdapterMerge.Merged merged = AdapterMerge.merge(
                SHAPE,
                ancestor,
                List.of(ancestor, ancestor),
                new AdapterMerge.Plan(AdapterMerge.Method.LINEAR, new double[] {1, 1}, 1, 0));
        assertEqual(ancestor, merged.adapter(), 1e-6);
    }

    @Test
    void aSumThatItsRankCannotHoldIsCutToTheClosestAndSaysHowMuchIsKept() {
        Adapter one = random(5);
        Adapter other = random(6);
        AdapterMerge.Merged linear = AdapterMerge.merge(
                SHAPE,
                null,
                List.of(one, other),
                new AdapterMerge.Plan(AdapterMerge.Method.LINEAR, new double[] {1, 1}, 1, 0));
        AdapterMerge.Merged dare = AdapterMerge.merge(
                SHAPE,
                null,
                List.of(one, other),
                new AdapterMerge.Plan(AdapterMerge.Method.DARE, new double[] {1, 1}, 1, 0));
        assertThat(linear.keptShare()).isBetween(0.5, 0.999);
        // the randomised cut of the dense sum finds what the exact one of the factors does
        assertThat(dare.keptShare()).isCloseTo(linear.keptShare(), within(1e-6));
        assertEqual(linear.adapter(), dare.adapter(), 1e-3);
    }

    @Test
    void tiesDropsEntriesOnWhichTheAdaptersDisagree() {
        Adapter one = random(8);
        AdapterMerge.Merged merged = AdapterMerge.merge(
                SHAPE,
                null,
                List.of(one, one.scaled(-0.5)),
                new AdapterMerge.Plan(AdapterMerge.Method.TIES, new double[] {1, 1}, 1, 0));
        assertEqual(one, merged.adapter(), 1e-6);
    }

    @Test
    void dareIsAFunctionOfItsSeed() {
        List<Adapter> pair = List.of(random(1), random(2));
        String first = dare(pair, 1).version();
        assertThat(dare(pair, 1).version()).isEqualTo(first);
        assertThat(dare(pair, 2).version()).isNotEqualTo(first);
        assertThat(dare(pair, 1).finite()).isTrue();
    }

    private static Adapter dare(List<Adapter> pair, long seed) {
        return AdapterMerge.merge(
                        SHAPE,
                        null,
                        pair,
                        new AdapterMerge.Plan(AdapterMerge.Method.DARE, new double[] {1, 1}, 0.5, seed))
                .adapter();
    }

    @Test
    void aMergeNamesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> new AdapterMerge.Plan(AdapterMerge.Method.TIES, new double[] {1, 1}, 0, 0))
                .hasMessageContaining("density is 0.0");
        assertThatThrownBy(() -> new AdapterMerge.Plan(AdapterMerge.Method.TIES, new double[] {1, 99}, 1, 0))
                .hasMessageContaining("99.0");
        assertThatThrownBy(() -> AdapterMerge.merge(
                        SHAPE,
                        null,
                        List.of(random(1), random(2)),
                        new AdapterMerge.Plan(AdapterMerge.Method.TIES, new double[] {1}, 1, 0)))
                .hasMessageContaining("2 adapters and 1 weights");
    }
}
