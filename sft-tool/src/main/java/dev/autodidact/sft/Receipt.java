package dev.autodidact.sft;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What one update did, in counts.
 *
 * @param acquired questions of the item answered right after, of all
 * @param acquiredBefore the same before
 * @param paraphrase other wordings, never trained, answered right after
 * @param kept questions of earlier items that were right before and still are, of those
 * @param locality questions about others and other things whose answer is still the base's, of all asked
 * @param neutral prompts of all kinds, never trained, whose answer is still the base's
 * @param updateNorm L2 norm of the change of the adapter's values
 * @param steps optimiser steps made
 * @param trainedPositions token positions the steps went over
 * @param usefulShare share of them that held a token of some row
 * @param seconds from start to receipt
 * @param verdict what the gate said
 * @param reason why, in words
 */
record Receipt(
        Count acquired,
        Count acquiredBefore,
        Count paraphrase,
        Count kept,
        Count locality,
        Count neutral,
        double updateNorm,
        int steps,
        long trainedPositions,
        double usefulShare,
        double seconds,
        String verdict,
        String reason) {

    /** k of n. */
    record Count(int k, int n) {
        @Override
        public String toString() {
            return k + "/" + n;
        }

        double share() {
            return n == 0 ? 1 : (double) k / n;
        }

        Count damaged() {
            return new Count(n - k, n);
        }
    }

    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("verdict", verdict);
        json.put("reason", reason);
        json.put("acquired", acquired.toString());
        json.put("acquiredBefore", acquiredBefore.toString());
        json.put("paraphrase", paraphrase.toString());
        json.put("damaged", kept.damaged().toString());
        json.put("locality", locality.toString());
        json.put("neutral", neutral.toString());
        json.put("updateNorm", round(updateNorm));
        json.put("steps", steps);
        json.put("trainedTokens", trainedPositions);
        json.put("usefulShare", round(usefulShare));
        json.put("seconds", round(seconds));
        return json.toString();
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
