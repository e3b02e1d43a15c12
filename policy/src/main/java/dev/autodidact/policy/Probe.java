package dev.autodidact.policy;

import java.util.Objects;

/**
 * A question that is asked without the document.
 *
 * @param question what is asked
 * @param gold the one right answer
 * @param derived whether the answer follows from the document without standing in it
 */
public record Probe(String question, String gold, boolean derived) {
    /** Checks that there is something to ask and to answer. */
    public Probe {
        if (Objects.requireNonNull(question, "question").isBlank()) {
            throw new IllegalArgumentException("a probe has an empty question");
        }
        if (Objects.requireNonNull(gold, "gold").isBlank()) {
            throw new IllegalArgumentException("the probe '" + question + "' has an empty gold answer");
        }
    }

    /** A question whose answer stands in the document. */
    public static Probe of(String question, String gold) {
        return new Probe(question, gold, false);
    }
}
