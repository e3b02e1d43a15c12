package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.policy.Environment;
import dev.autodidact.policy.InnerLoop;
import dev.autodidact.policy.PolicyRecipe;
import dev.autodidact.policy.PolicyState;
import dev.autodidact.policy.PolicyTrainer;
import dev.autodidact.policy.Prices;
import dev.autodidact.policy.RoundReport;
import dev.autodidact.policy.WarmStart;
import dev.autodidact.policy.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Trains the outer bench's policies, keeps each round, and says what the rounds did. */
final class OuterTraining {
    /** Plan of no rounds: the warm start alone. */
    static final String CURATED = "CURATED";

    /** Plans of no rounds that clone so many curated self-edits, with nothing held to the base's answers. */
    static final String CLONED = "CLONED_";

    private final LanguageModel model;
    private final List<Environment> environments;
    private final Writer writer;
    private final LongFunction<InnerLoop> loops;
    private final OuterParts parts;
    private final String setUp;
    private final OuterPicture picture = new OuterPicture();
    private double seconds;
    private int tried;

    /**
     * @param loops inner loop of a seed
     * @param setUp all that a kept round hangs on beside recipe and seed
     */
    OuterTraining(
            LanguageModel model,
            List<Environment> environments,
            Writer writer,
            LongFunction<InnerLoop> loops,
            OuterParts parts,
            String setUp) {
        this.model = model;
        this.environments = environments;
        this.writer = writer;
        this.loops = loops;
        this.parts = parts;
        this.setUp = setUp;
    }

    /** Whether a plan is cloning alone. */
    static boolean clones(String plan) {
        return plan.startsWith(CLONED);
    }

    OuterPicture picture() {
        return picture;
    }

    /** Self-edits tried in a minute of rounds, writing and updates included. */
    double triedPerMinute() {
        return tried / seconds * 60;
    }

    /** The policy after the last round of a plan. */
    Adapter train(String algorithm, PolicyRecipe recipe) {
        if (clones(algorithm)) {
            return kept(setUp + "; cloned alone; " + recipe, () -> cloned(recipe));
        }
        InnerLoop loop = loops.apply(recipe.seed());
        PolicyTrainer trainer = new PolicyTrainer(model, environments, recipe, Prices.standard(), writer, loop);
        PolicyState state = new PolicyState(0, List.of(start(trainer, recipe)), List.of());
        List<RoundReport> reports = new ArrayList<>();
        // a longer run goes on from a shorter one
        String each = recipe.sized(1, recipe.tasks(), recipe.group()).toString();
        while (state.round() < (algorithm.equals(CURATED) ? 0 : recipe.rounds())) {
            String key = String.join("; ", setUp, each, "round " + (state.round() + 1));
            // the report of a round; its policy lies beside
            PolicyState from = state;
            Adapter[] now = new Adapter[1];
            RoundReport r = parts.get(key, RoundReport.class, () -> {
                PolicyTrainer.Step step = trainer.round(from);
                now[0] = step.state().policy();
                parts.write(key + ", policy", now[0].bytes());
                return step.report();
            });
            if (now[0] == null) {
                now[0] = Adapter.parse(model.config(), "round " + r.round(), parts.read(key + ", policy"));
            }
            List<Adapter> policies = new ArrayList<>(state.policies());
            policies.add(now[0]);
            state = new PolicyState(r.round(), policies, List.of());
            reports.add(r);
            seconds += r.seconds();
            tried += r.edits();
            System.out.printf(
                    "%s seed %d round %d: reward %.3f +- %.3f, accuracy %.3f, damage %.3f, flat %d/%d, steps %d,"
                            + " gradient %.3f, moved %.3f, kl %.4f, capped %.3f, faults %s, skipped %s, alarms %s, %.0f s%n",
                    algorithm,
                    recipe.seed(),
                    r.round(),
                    r.reward(),
                    r.standardError(),
                    r.accuracy(),
                    r.damage(),
                    r.flatGroups(),
                    r.groups(),
                    r.steps(),
                    r.gradient(),
                    r.weightChange(),
                    r.divergence(),
                    r.cappedShare(),
                    r.faults(),
                    r.skipped(),
                    r.alarms(),
                    r.seconds());
        }
        if (!reports.isEmpty()) {
            picture.add(algorithm, reports);
        }
        return state.policy();
    }

    /** The policy before the first round, kept too: all algorithms have the same. */
    private Adapter start(PolicyTrainer trainer, PolicyRecipe recipe) {
        String key = String.join(
                "; ",
                setUp,
                "rank " + recipe.rank() + " alpha " + recipe.alpha(),
                "curated " + recipe.curated(),
                "seed " + recipe.seed());
        return kept(key, () -> trainer.start().policy());
    }

    private Adapter cloned(PolicyRecipe recipe) {
        LoraConfig lora = new LoraConfig(recipe.rank(), recipe.alpha());
        return new WarmStart(model, environments, recipe, writer)
                .alone(Adapter.initial(model.config(), lora, recipe.seed()));
    }

    private Adapter kept(String key, Supplier<Adapter> make) {
        byte[] kept = parts.read(key);
        if (kept != null) {
            return Adapter.parse(model.config(), "start", kept);
        }
        Adapter made = make.get();
        parts.write(key, made.bytes());
        return made;
    }
}
