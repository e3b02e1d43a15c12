package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import java.util.List;
import java.util.UUID;

/**
 * One run of the trainer: what it is given.
 *
 * @param ticket names the job
 * @param agent who learns
 * @param item what is to be learned
 * @param learned what the parent version was trained on, in that order: for rehearsal and for the exam's anchors
 * @param parent the adapter version to start from, null for the base model
 * @param root the last ancestor of the parent that no item was trained into, null for the base model
 * @param whole whether the parent holds none of {@code learned}, so that only a training on all items at once will do
 * @param attempt counts the starts of this job from 1
 */
public record LearningJob(
        UUID ticket,
        AgentKey agent,
        LedgerItem item,
        List<LedgerItem> learned,
        String parent,
        String root,
        boolean whole,
        int attempt) {

    /** The same with the item as it is after a look at it. */
    LearningJob of(LedgerItem seen) {
        return new LearningJob(ticket, agent, seen, learned, parent, root, whole, attempt);
    }

    /**
     * The item's place among the items that its version holds, from 1: part of the training's seed. It says nothing of
     * items that were never learned or were taken back, so that a rebuild trains with the seeds of a run that never saw them.
     */
    public long position() {
        return learned.size() + 1;
    }
}
