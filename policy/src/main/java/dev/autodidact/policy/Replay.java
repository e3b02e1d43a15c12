package dev.autodidact.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Kept episodes and their two ages. Written by too old a policy: dropped; by an older one: used with capped importance
 * weights. Scored on another student: scored again, or dropped where that fails.
 */
final class Replay {
    private final PolicyRecipe recipe;
    private final Judge judge;
    private final Prices prices;

    Replay(PolicyRecipe recipe, Judge judge, Prices prices) {
        this.recipe = recipe;
        this.judge = judge;
        this.prices = prices;
    }

    /**
     * Episodes that may be used.
     *
     * @param old dropped by the first age
     * @param stale dropped by the second age
     * @param rescored scored again by the second age
     */
    record Drawn(List<Episode> episodes, int old, int stale, int rescored) {}

    Drawn draw(PolicyState state) {
        List<Episode> young = state.replay().stream()
                .filter(e -> state.version() - e.writtenBy() <= recipe.maxAge())
                .toList();
        List<Episode> out = new ArrayList<>();
        List<Episode> again = new ArrayList<>();
        for (Episode e : young) {
            (e.student().equals(judge.student()) ? out : again).add(e);
        }
        int stale = 0;
        int rescored = 0;
        List<Episode> readable =
                again.stream().filter(e -> e.edit().fault() == null).toList();
        List<InnerOutcome> outcomes = readable.isEmpty()
                ? List.of()
                : judge.run(readable.stream()
                        .map(e -> new Study(e.task(), e.edit()))
                        .toList());
        for (int i = 0; i < readable.size(); i++) {
            Episode e = readable.get(i);
            if (outcomes.get(i) instanceof InnerOutcome.Learned learned) {
                out.add(new Episode(
                        e.task(),
                        e.turns(),
                        e.edit(),
                        Reward.of(learned, prices),
                        e.writtenBy(),
                        judge.student(),
                        e.seed()));
                rescored++;
            } else {
                stale++;
            }
        }
        stale += again.size() - readable.size();
        return new Drawn(out, state.replay().size() - young.size(), stale, rescored);
    }
}
