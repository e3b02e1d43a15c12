package dev.autodidact.sft;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What one update did, in counts.
 *
 * @param acquired questions of the item answered right after, of all
 * @param acquiredBefore the same before
 * @param inContext the same asked of the base with the source in its prompt; of none where the item has no source
 * @param paraphrase other wordings, never trained, answered right after
 * @param kept questions of earlier items that were right before and still are, of those
 * @param held questions of earlier items answered right after, of those asked: how full the adapter is
 * @param locality questions about others and other things whose answer is still the base's, of all asked
 * @param neutral prompts of all kinds, never trained, whose answer is still the base's
 * @param divergence mean Kullback-Leibler divergence from the base on those prompts' answers, nats per token
 * @param rule how the rows were trained
 * @param items items that the version holds
 * @param consolidated whether it was trained on all of them at once
 * @param rank LoRA rank of the version
 * @param scale share of the update that was kept by the gate
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
        Count inContext,
        Count paraphrase,
        Count kept,
        Count held,
        Count locality,
        Count neutral,
        double divergence,
        UpdateRule rule,
        long items,
        boolean consolidated,
        int rank,
        double scale,
        double updateNorm,
        int steps,
        long trainedPositions,
        double usefulShare,
        double seconds,
        String verdict,
        String reason) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** k of n. */
    record Count(int k, int n) {
        @Override
        public String toString() {
            return k + "/" + n;
        }

        double share() {
            return share(1);
        }

        /** k of n, or {@code none} where n is 0. */
        double share(double none) {
            return n == 0 ? none : (double) k / n;
        }

        boolean all() {
            return k == n;
        }

        /** 95 % Wilson interval of the share: low and high. */
        double[] interval() {
            if (n == 0) {
                return new double[] {0, 1};
            }
            double z = 1.96;
            double centre = (k + z * z / 2) / (n + z * z);
            double half = z * Math.sqrt((double) k * (n - k) / n + z * z / 4) / (n + z * z);
            return new double[] {Math.max(0, centre - half), Math.min(1, centre + half)};
        }

        Count damaged() {
            return new Count(n - k, n);
        }
    }

    /** @param recipe how the lesson was trained, kept with it */
    String json(Recipe recipe) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("verdict", verdict);
        json.put("reason", reason);
        json.put("acquired", acquired.toString());
        json.put("acquiredBefore", acquiredBefore.toString());
        json.put("paraphrase", paraphrase.toString());
        json.put("damaged", kept.damaged().toString());
        json.put("locality", locality.toString());
        json.put("neutral", neutral.toString());
        if (inContext.n() > 0) {
            json.put("inContext", inContext.toString());
        }
        ObjectNode intervals = json.putObject("intervals");
        interval(intervals, "acquired", acquired);
        interval(intervals, "paraphrase", paraphrase);
        interval(intervals, "damaged", kept.damaged());
        interval(intervals, "locality", locality);
        json.put("kl", round(divergence));
        json.put("rule", rule.wire());
        ObjectNode capacity = json.putObject("capacity");
        capacity.put("items", items);
        capacity.put("rank", rank);
        capacity.put("held", held.toString());
        capacity.put("consolidated", consolidated);
        json.put("scale", round(scale));
        json.put("updateNorm", round(updateNorm));
        json.put("steps", steps);
        json.put("trainedTokens", trainedPositions);
        json.put("usefulShare", round(usefulShare));
        json.put("seconds", round(seconds));
        json.set("recipe", JSON.valueToTree(recipe));
        return json.toString();
    }

    private static void interval(ObjectNode json, String key, Count count) {
        double[] interval = count.interval();
        json.putArray(key).add(round(interval[0])).add(round(interval[1]));
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
