package dev.autodidact.sft;

/**
 * When and how an adapter is trained anew from the root on all items at once, instead of on top of its parent. Fifty lessons
 * on top of one another keep what was taught, by rehearsal, but not what the base knew: 0.33 of its facts of the world were
 * left, with consolidations 0.91 (LOG.md). It also bounds what a retraction costs: what came before the last consolidation
 * need not be replayed one by one.
 *
 * <p>Whether one is due hangs on the number of items only, and what it makes on the root and the items only, so that two
 * agents with equal ledgers have equal weights whatever happened on the way.
 *
 * @param few up to so many items every lesson is one
 * @param every beyond that, items between two of them; a fifth of the items held where that is more; 0 for never
 * @param rows rows of all items in one step
 * @param stepsPerThing most steps, for each thing that the items teach, beyond those of a lesson
 * @param maxRank where the items do not fit, the rank is doubled, at most to this
 */
public record Consolidation(int few, int every, int rows, double stepsPerThing, int maxRank) {
    /** Checks the bounds. */
    public Consolidation {
        if (few < 0 || every < 0 || every > 10_000) {
            throw new IllegalArgumentException(
                    "consolidations come every " + every + " items after " + few + ", allowed 0 to 10000");
        }
        if (every > 0 && rows < 1) {
            throw new IllegalArgumentException("rows in a step of a consolidation are " + rows + ", allowed from 1");
        }
    }

    /** Lessons only ever go on top of one another. */
    public static Consolidation never() {
        return new Consolidation(0, 0, 0, 0, 0);
    }

    /** Whether all items are ever trained at once. */
    boolean possible() {
        return every > 0;
    }

    /** Whether the lesson of the {@code items}-th item trains all of them. */
    boolean due(long items) {
        if (every == 0 || items < 2) {
            return false;
        }
        if (items <= few) {
            return true;
        }
        long next = Math.max(few, every);
        while (next < items) {
            next += Math.max(every, next / 5);
        }
        return next == items;
    }
}
