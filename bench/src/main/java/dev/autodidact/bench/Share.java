package dev.autodidact.bench;

import java.util.Locale;

/** k of n with its 95 % interval (Wilson). */
record Share(int k, int n) {
    private static final double Z = 1.959964;

    double value() {
        return n == 0 ? Double.NaN : (double) k / n;
    }

    double low() {
        return center() - half();
    }

    double high() {
        return center() + half();
    }

    private double center() {
        return (value() + Z * Z / (2 * n)) / (1 + Z * Z / n);
    }

    private double half() {
        double p = value();
        return Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
    }

    Share plus(boolean hit) {
        return new Share(k + (hit ? 1 : 0), n + 1);
    }

    Share plus(Share other) {
        return new Share(k + other.k, n + other.n);
    }

    @Override
    public String toString() {
        return n == 0 ? "-" : String.format(Locale.ROOT, "%.3f [%.3f, %.3f] n=%d", value(), low(), high(), n);
    }
}
