package dev.autodidact.model;

import java.util.Arrays;

/**
 * A matrix in two thin factors, M = B·A with B [out, K] and A [K, in], in f64. Norms, inner products and singular values
 * come from K×K products, so that a layer's update is never written out.
 *
 * @param b [out, K]
 * @param a [K, in]
 */
record LowRank(double[][] b, double[][] a) {

    /** Singular values under this share of the largest are rounding. */
    private static final double ROUNDING = 1e-7;

    int inner() {
        return a.length;
    }

    /** Σ wᵢ·Mᵢ, exact: the factors side by side. */
    static LowRank sum(LowRank[] terms, double[] weights) {
        int inner = Arrays.stream(terms).mapToInt(LowRank::inner).sum();
        int out = terms[0].b.length;
        double[][] b = new double[out][inner];
        double[][] a = new double[inner][];
        int at = 0;
        for (int t = 0; t < terms.length; t++) {
            for (int k = 0; k < terms[t].inner(); k++) {
                for (int o = 0; o < out; o++) {
                    b[o][at] = weights[t] * terms[t].b[o][k];
                }
                a[at++] = terms[t].a[k];
            }
        }
        return new LowRank(b, a);
    }

    /** Σ of the products of equal places of two matrices. */
    double inner(LowRank other) {
        double[][] bb = productT(b, other.b);
        double sum = 0;
        for (int i = 0; i < inner(); i++) {
            for (int j = 0; j < other.inner(); j++) {
                sum += bb[i][j] * dot(a[i], other.a[j]);
            }
        }
        return sum;
    }

    /** Frobenius norm. */
    double norm() {
        return Math.sqrt(Math.max(0, inner(this)));
    }

    /** The singular values, the largest first; what is only rounding is left out. */
    double[] singularValues() {
        return truncated(inner()).sigma();
    }

    /**
     * exp of the entropy of the singular values' shares (Roy and Vetterli 2007): how many directions the matrix uses; 0 for a
     * matrix of zeros.
     */
    double effectiveRank() {
        double[] sigma = singularValues();
        double total = Arrays.stream(sigma).sum();
        if (total == 0) {
            return 0;
        }
        double entropy = 0;
        for (double s : sigma) {
            entropy -= s / total * Math.log(s / total);
        }
        return Math.exp(entropy);
    }

    /**
     * The closest matrix of at most this rank (Eckart and Young): U Σ Vᵀ cut off.
     *
     * @param matrix B = U √Σ, A = √Σ Vᵀ, so that both factors are of one size
     * @param sigma the singular values kept, the largest first
     * @param keptShare share of the squared norm that is kept
     */
    record Truncated(LowRank matrix, double[] sigma, double keptShare) {}

    Truncated truncated(int rank) {
        // B = Q·C with Q orthonormal: C = D^½ Vᵀ from BᵀB = V D Vᵀ. Then M = Q·(C·A), and C·A has K rows.
        SymmetricEigen left = SymmetricEigen.of(productT(b, b));
        int k = inner();
        int width = a.length == 0 ? 0 : a[0].length;
        double[][] rows = new double[k][width];
        for (int i = 0; i < k; i++) {
            double root = Math.sqrt(Math.max(0, left.values()[i]));
            for (int j = 0; j < k; j++) {
                axpy(root * left.vectors()[j][i], a[j], rows[i]);
            }
        }
        double[][] gram = new double[k][k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = gram[j][i] = dot(rows[i], rows[j]);
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(gram);
        double total = 0;
        for (double value : eigen.values()) {
            total += Math.max(0, value);
        }
        double largest = k == 0 ? 0 : Math.sqrt(Math.max(0, eigen.values()[0]));
        int kept = 0;
        while (kept < Math.min(rank, k)
                && largest > 0
                && Math.sqrt(Math.max(0, eigen.values()[kept])) > ROUNDING * largest) {
            kept++;
        }
        double[][] outB = new double[b.length][kept];
        double[][] outA = new double[kept][width];
        double[] sigma = new double[kept];
        double part = 0;
        for (int r = 0; r < kept; r++) {
            sigma[r] = Math.sqrt(eigen.values()[r]);
            part += eigen.values()[r];
            double root = Math.sqrt(sigma[r]);
            for (int i = 0; i < k; i++) {
                axpy(eigen.vectors()[i][r] / root, rows[i], outA[r]);
                double own = Math.sqrt(Math.max(0, left.values()[i]));
                if (own > 0) {
                    // column i of Q is B·V[:, i] / own
                    double factor = eigen.vectors()[i][r] * root / own;
                    for (int j = 0; j < k; j++) {
                        double f = factor * left.vectors()[j][i];
                        for (int o = 0; o < b.length; o++) {
                            outB[o][r] += f * b[o][j];
                        }
                    }
                }
            }
        }
        return new Truncated(new LowRank(outB, outA), sigma, total == 0 ? 1 : part / total);
    }

    /** All of it: [out, in]. */
    double[][] dense() {
        double[][] out = new double[b.length][a.length == 0 ? 0 : a[0].length];
        for (int o = 0; o < b.length; o++) {
            for (int k = 0; k < a.length; k++) {
                axpy(b[o][k], a[k], out[o]);
            }
        }
        return out;
    }

    private static double[][] productT(double[][] x, double[][] y) {
        int n = x.length == 0 ? 0 : x[0].length;
        int m = y.length == 0 ? 0 : y[0].length;
        double[][] out = new double[n][m];
        for (int o = 0; o < x.length; o++) {
            for (int i = 0; i < n; i++) {
                axpy(x[o][i], y[o], out[i]);
            }
        }
        return out;
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    static void axpy(double factor, double[] x, double[] y) {
        if (factor == 0) {
            return;
        }
        for (int i = 0; i < x.length; i++) {
            y[i] += factor * x[i];
        }
    }
}
