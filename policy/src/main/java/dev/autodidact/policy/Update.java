package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import java.util.List;

/** Makes a new policy of an old one; {@link PolicyUpdate} in earnest. */
interface Update {
    /**
     * One update.
     *
     * @param start the policy so far
     * @param episodes what it is taught by
     * @param advantages one per episode
     * @param seed of the order of rows
     */
    Result apply(Adapter start, List<Episode> episodes, double[] advantages, long seed);

    /**
     * What an update did.
     *
     * @param adapter the new policy
     * @param steps optimiser steps made
     * @param largestGradient largest gradient norm of a step
     * @param loss mean of the steps
     * @param meanRatio mean importance weight of a token before the cap
     * @param cappedShare share of tokens whose weight was capped
     * @param divergence estimated divergence from the base, nats per token; 0 where it was not asked for
     */
    record Result(
            Adapter adapter,
            int steps,
            double largestGradient,
            double loss,
            double meanRatio,
            double cappedShare,
            double divergence) {}
}
