package dev.autodidact.bench;

import dev.autodidact.policy.InnerLoop;
import dev.autodidact.policy.InnerOutcome;
import dev.autodidact.policy.Study;
import java.util.List;

/** What the outer bench finds out about its own instruments. */
final class OuterChecks {
    private OuterChecks() {}

    /** How much faster self-edits are tried together than one after the other; medians of three, in turns. */
    static double speedUp(InnerLoop loop, List<Study> studies) {
        double[] together = new double[3];
        double[] alone = new double[3];
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            loop.run(studies);
            together[i] = (System.nanoTime() - start) / 1e9;
            start = System.nanoTime();
            loop.runOneByOne(studies);
            alone[i] = (System.nanoTime() - start) / 1e9;
        }
        return Report.median(alone) / Report.median(together);
    }

    /** Correlation of the rewards of equal self-edits under two seeds of the inner loop: the reliability of one trial. */
    static double reliability(List<InnerOutcome> first, List<InnerOutcome> second) {
        int n = first.size();
        double[] a = new double[n];
        double[] b = new double[n];
        double meanA = 0;
        double meanB = 0;
        for (int i = 0; i < n; i++) {
            a[i] = OuterArm.reward(first.get(i)).value();
            b[i] = OuterArm.reward(second.get(i)).value();
            meanA += a[i] / n;
            meanB += b[i] / n;
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < n; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
