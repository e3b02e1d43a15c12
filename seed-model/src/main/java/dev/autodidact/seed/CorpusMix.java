package dev.autodidact.seed;

/**
 * Shares of the document kinds; they are relative weights and need not sum to one.
 *
 * @param contextOne one told fact, then questions
 * @param contextFew two or three told facts
 * @param contextMany four to eight told facts
 * @param closedBook questions about what was never told
 * @param world true facts without context
 * @param learn told facts with the learn tool listed
 * @param sums small sums
 * @param copy repeating
 * @param smallTalk greetings and requests outside its world
 * @param paraphrase other words for a question
 * @param recall questions looked up with recall
 */
public record CorpusMix(
        double contextOne,
        double contextFew,
        double contextMany,
        double closedBook,
        double world,
        double learn,
        double sums,
        double copy,
        double smallTalk,
        double paraphrase,
        double recall) {

    private static final double EARLY_END = 0.12;
    private static final double RAMP_END = 0.32;

    /** The mix of the finished curriculum. */
    public static CorpusMix full() {
        return new CorpusMix(12, 22, 15, 8, 10, 15, 4, 3, 6, 2, 6);
    }

    /** The mix of the end: what the full one leaves weakest, learn calls and looking up, comes more often. */
    static CorpusMix finishing() {
        return new CorpusMix(8, 18, 12, 8, 10, 34, 4, 2, 6, 4, 8);
    }

    /** Short documents that are mostly copying, for the start. */
    public static CorpusMix early() {
        return new CorpusMix(34, 4, 0, 4, 8, 8, 6, 32, 3, 1, 0);
    }

    /** The weights at a point of training, 0 to 1: early until 0.12, this mix from 0.32, linear between. */
    double[] at(double progress) {
        double share = Math.clamp((progress - EARLY_END) / (RAMP_END - EARLY_END), 0, 1);
        double[] from = early().weights();
        double[] to = weights();
        double fromTotal = total(from);
        double toTotal = total(to);
        double[] blend = new double[to.length];
        for (int i = 0; i < blend.length; i++) {
            blend[i] = (1 - share) * from[i] / fromTotal + share * to[i] / toTotal;
        }
        return blend;
    }

    private static double total(double[] weights) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        return total;
    }

    private double[] weights() {
        return new double[] {
            contextOne, contextFew, contextMany, closedBook, world, learn, sums, copy, smallTalk, paraphrase, recall
        };
    }
}
