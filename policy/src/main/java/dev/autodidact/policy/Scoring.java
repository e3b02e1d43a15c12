package dev.autodidact.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Drafts with their rewards.
 *
 * @param episodes those that have one
 * @param skipped those that have none, counted by reason
 * @param faults those that could not be read and so taught nothing, counted by reason; their reward is that of nothing
 */
record Scoring(List<Episode> episodes, Map<String, Integer> skipped, Map<String, Integer> faults) {

    static Scoring of(List<Draft> drafts, Judge judge, Prices prices, int writtenBy, long seed) {
        List<Draft> readable =
                drafts.stream().filter(d -> d.edit().fault() == null).toList();
        List<InnerOutcome> outcomes = judge.run(
                readable.stream().map(d -> new Study(d.task(), d.edit())).toList());
        List<Episode> episodes = new ArrayList<>();
        Map<String, Integer> skipped = new TreeMap<>();
        Map<String, Integer> faults = new TreeMap<>();
        int at = 0;
        for (Draft draft : drafts) {
            Reward reward = null;
            if (draft.edit().fault() != null) {
                faults.merge(draft.edit().fault(), 1, Integer::sum);
                reward = Reward.nothing();
            } else {
                switch (outcomes.get(at++)) {
                    case InnerOutcome.Failed failed -> skipped.merge(failed.kind(), 1, Integer::sum);
                    case InnerOutcome.Learned learned -> {
                        try {
                            reward = Reward.of(learned, prices);
                        } catch (IllegalArgumentException e) {
                            skipped.merge("reward is no number", 1, Integer::sum);
                        }
                    }
                }
            }
            if (reward != null) {
                episodes.add(new Episode(
                        draft.task(), draft.turns(), draft.edit(), reward, writtenBy, judge.student(), seed));
            }
        }
        return new Scoring(episodes, skipped, faults);
    }
}
