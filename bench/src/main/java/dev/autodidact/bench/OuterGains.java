package dev.autodidact.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What plans gained over the base's own self-edits, of all held-out tasks and of each environment's, and how much of the way
 * to the hand-written rule that is.
 *
 * @param exam what was asked
 * @param arms by name
 * @param rule name of the upper bound's arm
 */
record OuterGains(OuterExam exam, Map<String, OuterArm> arms, String rule) {
    /** Behind the name of an arm on {@link dev.autodidact.policy.Split#TRANSFER}. */
    static final String ELSEWHERE = ", other kinds";

    /**
     * Writes the figures of some plans; the first one's greedy gain is the bench's.
     *
     * @param own name of the arms of the base's own self-edits, up to how they are written
     */
    void write(Report report, List<String> plans, String own) {
        for (String plan : plans) {
            for (String how : List.of("greedy", "sampled", "greedy" + ELSEWHERE)) {
                OuterArm after = arms.get(plan + ", " + how);
                if (after != null) {
                    String name = plan + ", " + how;
                    boolean first = name.equals(plans.getFirst() + ", greedy");
                    write(report, name, first ? "gain" : "gain, " + name, arms.get(own + ", " + how), after);
                    OuterArm start = arms.get(OuterTraining.CURATED + ", " + how);
                    if (start != null && start.seeds() >= after.seeds() && !plan.equals(OuterTraining.CURATED)) {
                        double[] more = after.over(start, everyPart());
                        report.interval("over the warm start, " + name, more[0], more[1], more[2], after.seeds());
                    }
                }
            }
        }
    }

    private Collection<IntPredicate> everyPart() {
        return exam.parts().isEmpty() ? List.of(i -> true) : exam.parts().values();
    }

    private void write(Report report, String name, String title, OuterArm from, OuterArm after) {
        Map<String, IntPredicate> parts = exam.parts();
        double[] gain = after.over(from, everyPart());
        report.interval(title, gain[0], gain[1], gain[2], after.seeds());
        for (int s = 0; s < after.seeds(); s++) {
            report.number("gain, " + name + ", seed " + (s + 1), after.over(from, s), "", ">= 0.15");
        }
        Map<String, IntPredicate> all = new LinkedHashMap<>(parts);
        all.put("", i -> true);
        all.forEach((part, tasks) -> {
            String of = part.isEmpty() ? "" : ", " + part;
            if (!part.isEmpty()) {
                double[] one = after.over(from, List.of(tasks));
                report.interval("gain, " + name + of, one[0], one[1], one[2], after.seeds());
                report.number("before, " + name + of, from.accuracy(tasks), "", "");
                report.number("after, " + name + of, after.accuracy(tasks), "", "");
            }
            if (!name.endsWith(ELSEWHERE)) {
                double bound = arms.get(rule).accuracy(tasks);
                if (!part.isEmpty()) {
                    report.number(rule + of, bound, "", "");
                }
                report.number(
                        "share of the way to the rule, " + name + of,
                        (after.accuracy(tasks) - from.accuracy(tasks)) / (bound - from.accuracy(tasks)),
                        "",
                        ">= 0.6");
            }
        });
    }
}
