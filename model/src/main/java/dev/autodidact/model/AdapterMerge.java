package dev.autodidact.model;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Merges adapters in the space of their updates ΔW, not of their factors, whose entries mean nothing one by one. What is
 * merged is what each adds to their common ancestor: W = P + Σ wᵢ·f(ΔWᵢ − P), cut to the ancestor's rank.
 *
 * @see <a href="https://arxiv.org/abs/2212.04089">task arithmetic</a>
 * @see <a href="https://arxiv.org/abs/2306.01708">TIES</a>
 * @see <a href="https://arxiv.org/abs/2311.03099">DARE</a>
 */
public final class AdapterMerge {

    private static final int OVERSAMPLING = 8;
    private static final int POWER_STEPS = 4;

    /** How the additions are combined. */
    public enum Method {
        /** Σ wᵢ·τᵢ. */
        LINEAR,
        /** Keeps of each τᵢ the largest entries, elects a sign for each entry, and averages those that have it. */
        TIES,
        /** Drops entries of each τᵢ at random and scales the others up, then Σ wᵢ·τᵢ. */
        DARE
    }

    /**
     * How to merge.
     *
     * @param method how
     * @param weights wᵢ, one for each adapter
     * @param density share of the entries that TIES and DARE keep, above 0 and at most 1
     * @param seed of what DARE drops
     */
    public record Plan(Method method, double[] weights, double density, long seed) {
        /** Checks the bounds. */
        public Plan {
            weights = weights.clone();
            for (double weight : weights) {
                if (!Double.isFinite(weight) || Math.abs(weight) > 10) {
                    throw new IllegalArgumentException("a weight is " + weight + "; it must lie in -10 to 10");
                }
            }
            if (!(density > 0) || density > 1) {
                throw new IllegalArgumentException("density is " + density + "; it must be above 0 and at most 1");
            }
        }
    }

    /**
     * A merged adapter.
     *
     * @param adapter the adapter
     * @param keptShare share of the squared norm of the merged update that its rank could hold
     */
    public record Merged(Adapter adapter, double keptShare) {}

    private final ModelConfig model;
    private final Plan plan;

    private AdapterMerge(ModelConfig model, Plan plan) {
        this.model = model;
        this.plan = plan;
    }

    /**
     * Merges.
     *
     * @param ancestor what all of them come from, null for the bare base model
     * @param adapters two or more; the first one's rank and alpha are the result's
     * @throws IllegalArgumentException where there is not one weight for each adapter
     */
    public static Merged merge(ModelConfig model, Adapter ancestor, List<Adapter> adapters, Plan plan) {
        if (adapters.size() < 2 || adapters.size() != plan.weights().length) {
            throw new IllegalArgumentException(
                    adapters.size() + " adapters and " + plan.weights().length + " weights; two or more, one each");
        }
        return new AdapterMerge(model, plan).run(ancestor, adapters);
    }

    private Merged run(Adapter ancestor, List<Adapter> adapters) {
        LoraConfig lora = adapters.getFirst().lora();
        // B starts at zero and A random where nothing is to be changed, as in a fresh adapter: it can go on learning
        float[] values = Adapter.initial(model, lora, plan.seed()).values();
        List<LoraLayout.Part> parts = LoraLayout.parts(model, lora.rank());
        double kept = 0;
        double all = 0;
        for (int layer = 0; layer < model.layers(); layer++) {
            for (int linear = 0; linear < ModelConfig.LINEARS.length; linear++) {
                int at = layer * ModelConfig.LINEARS.length + linear;
                LowRank.Truncated merged = layer(ancestor, adapters, layer, linear, lora.rank());
                double size =
                        merged.keptShare() == 0 ? 0 : square(merged.matrix().norm());
                kept += size;
                all += merged.keptShare() == 0 ? 0 : size / merged.keptShare();
                write(values, merged.matrix(), parts.get(2 * at), parts.get(2 * at + 1), lora.scale());
            }
        }
        return new Merged(Adapter.of(model, lora, values), all == 0 ? 1 : kept / all);
    }

    private LowRank.Truncated layer(Adapter ancestor, List<Adapter> adapters, int layer, int linear, int rank) {
        LowRank start = AdapterGeometry.delta(model, ancestor, layer, linear);
        LowRank[] deltas = adapters.stream()
                .map(adapter -> AdapterGeometry.delta(model, adapter, layer, linear))
                .toArray(LowRank[]::new);
        double[] weights = plan.weights();
        if (plan.method() == Method.LINEAR) {
            LowRank[] terms = Arrays.copyOf(deltas, deltas.length + 1);
            double[] factors = Arrays.copyOf(weights, weights.length + 1);
            terms[deltas.length] = start;
            factors[deltas.length] = 1 - Arrays.stream(weights).sum();
            return LowRank.sum(terms, factors).truncated(rank);
        }
        double[][][] added = new double[deltas.length][][];
        for (int i = 0; i < deltas.length; i++) {
            added[i] = LowRank.sum(new LowRank[] {deltas[i], start}, new double[] {1, -1})
                    .dense();
        }
        SplittableRandom random = new SplittableRandom(plan.seed() * 1_000_003 + layer * 31L + linear);
        double[][] sum = plan.method() == Method.TIES ? ties(added) : dare(added, random);
        double[][] before = start.dense();
        for (int o = 0; o < sum.length; o++) {
            LowRank.axpy(1, before[o], sum[o]);
        }
        return thin(sum, rank, random);
    }

    /** Trim, elect, merge. */
    private double[][] ties(double[][][] added) {
        double[] least = new double[added.length];
        for (int i = 0; i < added.length; i++) {
            double[] sizes = Arrays.stream(added[i])
                    .flatMapToDouble(Arrays::stream)
                    .map(Math::abs)
                    .sorted()
                    .toArray();
            least[i] = sizes[Math.min(sizes.length - 1, (int) Math.round((1 - plan.density()) * sizes.length))];
        }
        double[][] out = new double[added[0].length][added[0][0].length];
        for (int o = 0; o < out.length; o++) {
            for (int c = 0; c < out[o].length; c++) {
                double elected = 0;
                for (int i = 0; i < added.length; i++) {
                    elected += trimmed(added[i][o][c], least[i]) * plan.weights()[i];
                }
                int agreeing = 0;
                for (int i = 0; i < added.length; i++) {
                    double value = trimmed(added[i][o][c], least[i]) * plan.weights()[i];
                    if (value * elected > 0) {
                        out[o][c] += value;
                        agreeing++;
                    }
                }
                if (agreeing > 1) {
                    out[o][c] /= agreeing;
                }
            }
        }
        return out;
    }

    private static double trimmed(double value, double least) {
        return Math.abs(value) >= least ? value : 0;
    }

    private double[][] dare(double[][][] added, SplittableRandom random) {
        double[][] out = new double[added[0].length][added[0][0].length];
        for (int i = 0; i < added.length; i++) {
            double factor = plan.weights()[i] / plan.density();
            for (int o = 0; o < out.length; o++) {
                for (int c = 0; c < out[o].length; c++) {
                    if (random.nextDouble() < plan.density()) {
                        out[o][c] += factor * added[i][o][c];
                    }
                }
            }
        }
        return out;
    }

    /** The closest matrix of this rank, by a randomised range finder with power steps (Halko et al. 2011). */
    private static LowRank.Truncated thin(double[][] matrix, int rank, SplittableRandom random) {
        int in = matrix[0].length;
        int width = Math.min(Math.min(matrix.length, in), rank + OVERSAMPLING);
        double[][] basis = new double[width][in];
        for (double[] row : basis) {
            for (int c = 0; c < in; c++) {
                row[c] = random.nextDouble() - 0.5;
            }
        }
        double[][] left = new double[0][];
        for (int step = 0; step <= POWER_STEPS; step++) {
            left = orthonormal(times(matrix, basis));
            basis = timesTransposed(matrix, left);
            if (step < POWER_STEPS) {
                basis = orthonormal(basis);
            }
        }
        double[][] b = new double[matrix.length][left.length];
        for (int k = 0; k < left.length; k++) {
            for (int o = 0; o < matrix.length; o++) {
                b[o][k] = left[k][o];
            }
        }
        LowRank.Truncated cut = new LowRank(b, basis).truncated(rank);
        double all = 0;
        for (double[] row : matrix) {
            all += LowRank.dot(row, row);
        }
        return new LowRank.Truncated(
                cut.matrix(),
                cut.sigma(),
                all == 0 ? 1 : Math.min(1, square(cut.matrix().norm()) / all));
    }

    /** Rows [K, out] of M·Xᵀ for rows X [K, in]. */
    private static double[][] times(double[][] matrix, double[][] rows) {
        double[][] out = new double[rows.length][matrix.length];
        for (int k = 0; k < rows.length; k++) {
            for (int o = 0; o < matrix.length; o++) {
                out[k][o] = LowRank.dot(matrix[o], rows[k]);
            }
        }
        return out;
    }

    /** Rows [K, in] of Y·M for rows Y [K, out]. */
    private static double[][] timesTransposed(double[][] matrix, double[][] rows) {
        double[][] out = new double[rows.length][matrix[0].length];
        for (int k = 0; k < rows.length; k++) {
            for (int o = 0; o < matrix.length; o++) {
                LowRank.axpy(rows[k][o], matrix[o], out[k]);
            }
        }
        return out;
    }

    /** Gram-Schmidt, twice; rows that depend on those before become zero. */
    private static double[][] orthonormal(double[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            double before = Math.sqrt(LowRank.dot(rows[i], rows[i]));
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    LowRank.axpy(-LowRank.dot(rows[j], rows[i]), rows[j], rows[i]);
                }
            }
            double size = Math.sqrt(LowRank.dot(rows[i], rows[i]));
            double factor = size <= 1e-12 * before || size == 0 ? 0 : 1 / size;
            for (int c = 0; c < rows[i].length; c++) {
                rows[i][c] *= factor;
            }
        }
        return rows;
    }

    private static void write(float[] values, LowRank matrix, LoraLayout.Part a, LoraLayout.Part b, double scale) {
        double root = Math.sqrt(scale);
        for (int r = 0; r < matrix.inner(); r++) {
            for (int c = 0; c < a.columns(); c++) {
                values[a.offset() + r * a.columns() + c] = (float) (matrix.a()[r][c] / root);
            }
            for (int o = 0; o < b.rows(); o++) {
                values[b.offset() + o * b.columns() + r] = (float) (matrix.b()[o][r] / root);
            }
        }
    }

    private static double square(double x) {
        return x * x;
    }
}
