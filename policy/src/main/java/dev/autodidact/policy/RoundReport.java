package dev.autodidact.policy;

import java.util.List;
import java.util.Map;

/**
 * What one round did, as it is stored and shown.
 *
 * @param round number from 1
 * @param version number of the policy version it made
 * @param policy hash of that version
 * @param edits self-edits written
 * @param rewarded episodes with a reward
 * @param skipped self-edits without one, counted by reason
 * @param faults self-edits that could not be read, counted by reason; they are worth nothing
 * @param reward mean
 * @param standardError of the mean
 * @param accuracy share of questions answered after the self-edits
 * @param damage mean
 * @param groups groups that were compared
 * @param flatGroups those among them whose rewards were all equal
 * @param replayed kept episodes that were used again
 * @param droppedOld kept episodes dropped since their policy version was too old
 * @param droppedStale kept episodes dropped since the student has changed and they could not be scored again
 * @param rescored kept episodes scored again on the present student
 * @param steps optimiser steps
 * @param gradient largest gradient norm
 * @param weightChange distance between the old and the new weights
 * @param meanRatio mean importance weight
 * @param cappedShare share of tokens whose weight was capped
 * @param divergence from the base, nats per token
 * @param trainedTokens in all inner loops
 * @param forms how many self-edits had which form
 * @param alarms ways in which it did not learn
 * @param seconds it took
 */
public record RoundReport(
        int round,
        int version,
        String policy,
        int edits,
        int rewarded,
        Map<String, Integer> skipped,
        Map<String, Integer> faults,
        double reward,
        double standardError,
        double accuracy,
        double damage,
        int groups,
        int flatGroups,
        int replayed,
        int droppedOld,
        int droppedStale,
        int rescored,
        int steps,
        double gradient,
        double weightChange,
        double meanRatio,
        double cappedShare,
        double divergence,
        long trainedTokens,
        Map<String, Integer> forms,
        List<Alarm> alarms,
        double seconds) {}
