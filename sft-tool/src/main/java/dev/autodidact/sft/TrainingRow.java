package dev.autodidact.sft;

import dev.autodidact.model.Example;

/**
 * A rendered row.
 *
 * @param example what the student sees
 * @param teacher the same answer after a prompt that holds the source, or null where the answer itself is the target
 */
record TrainingRow(Example example, Example teacher) {
    static TrainingRow of(Example example) {
        return new TrainingRow(example, null);
    }
}
