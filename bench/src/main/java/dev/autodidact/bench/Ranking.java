package dev.autodidact.bench;

/** How well a score tells two groups apart. */
final class Ranking {

    private Ranking() {}

    /** The share of pairs in which the first group's score is the higher one; ties count half. 0.5: it tells nothing. */
    static double auc(double[] positive, double[] negative) {
        double won = 0;
        for (double p : positive) {
            for (double n : negative) {
                won += p > n ? 1 : p == n ? 0.5 : 0;
            }
        }
        return won / positive.length / negative.length;
    }

    /**
     * Standard error of such a share (Hanley and McNeil 1982, Radiology 143:29).
     *
     * @param positives size of the first group
     * @param negatives size of the second
     */
    static double standardError(double auc, int positives, int negatives) {
        double q1 = auc / (2 - auc);
        double q2 = 2 * auc * auc / (1 + auc);
        return Math.sqrt((auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc))
                / positives
                / negatives);
    }
}
