package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.ToolDefinition;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.RowPrompts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One run from its last checkpoint to its end. */
final class RunCourse {
    private static final double MOST_ANCHOR_LOSS = 0.05;
    private static final int FLAT_ROUNDS = 3;
    /** Chats write greedily, so that is how a policy is judged. */
    private static final double GREEDY = 0;

    /** Self-edits between two looks whether the run is still wanted: two chunks of the inner loop. */
    private static final int PIECE = 32;

    private static final Set<Alarm> FATAL = EnumSet.of(Alarm.ZERO_GRADIENT, Alarm.UNCHANGED_WEIGHTS, Alarm.NOT_SERVED);

    private final LanguageModel model;
    private final RunTable table;
    private final AdapterStore store;
    private final Runnable check;
    private final RowPrompts prompts;
    private final Rollouts rollouts;
    private final Judge judge;

    /** @param check throws {@link EndedRunException} where the run is to end; called between pieces of work */
    RunCourse(LanguageModel model, RunTable table, AdapterStore store, long seed, Runnable check) {
        this.model = model;
        this.table = table;
        this.store = store;
        this.check = check;
        this.prompts = new RowPrompts(model, List.of(List.of(new ToolDefinition("learn", "", "{}")), List.of()));
        Writer writer = new Writer(model, prompts, Math.min(360, model.contextLength() / 2), PIECE);
        this.rollouts = new PatientRollouts(writer, check);
        this.judge =
                patient(new InnerLoop(model, prompts, InnerRecipe.standard().withSeed(seed), Precision.BF16));
    }

    private Judge patient(Judge inner) {
        return new Judge() {
            @Override
            public List<InnerOutcome> run(List<Study> studies) {
                List<InnerOutcome> out = new ArrayList<>();
                for (int from = 0; from < studies.size(); from += PIECE) {
                    check.run();
                    out.addAll(inner.run(studies.subList(from, Math.min(studies.size(), from + PIECE))));
                }
                return out;
            }

            @Override
            public String student() {
                return inner.student();
            }
        };
    }

    void go(PolicyRun run) {
        if (!run.baseHash().equals(model.hash())) {
            throw new IllegalStateException(
                    "the run was started on base " + run.baseHash() + ", this one is " + model.hash());
        }
        RunSettings settings = run.settings();
        Prices prices = Prices.standard();
        List<Task> exam = exam(settings);
        HeldOut before = run.before();
        if (before == null) {
            table.phase(run, "asking the base policy on held-out tasks");
            before = HeldOut.of(exam, null, rollouts, judge, prices, GREEDY, settings.seed());
            table.before(run, before);
        }
        // a run from before there was such a weight has none of its judgements either
        double weight = settings.feedback() == null ? 0 : settings.feedback();
        PolicyTrainer trainer = new PolicyTrainer(model, settings.places(), settings.recipe(), prices, rollouts, judge)
                .judgedBy(edit -> weight * run.judgements().getOrDefault(edit.form(), 0.0));
        if (run.adapter() == null && settings.recipe().curated() > 0) {
            table.phase(run, "cloning " + settings.recipe().curated() + " curated self-edits");
        }
        PolicyState state = run.adapter() == null
                ? trainer.start(check)
                : new PolicyState(run.round(), Collections.nCopies(run.round() + 1, load(run.adapter())), List.of());
        int flat = 0;
        while (state.round() < settings.rounds()) {
            table.phase(run, "round " + (state.round() + 1) + " of " + settings.rounds());
            PolicyTrainer.Step step = trainer.round(state);
            state = step.state();
            save(state.policy());
            table.round(run, step.report());
            flat = step.report().steps() == 0 ? flat + 1 : 0;
            fail(step.report(), flat);
        }
        table.phase(run, "asking the new policy on held-out tasks");
        HeldOut after = HeldOut.of(exam, state.policy(), rollouts, judge, prices, GREEDY, settings.seed());
        double loss = new Anchors(model, prompts).loss(exam, state.policy());
        HeldOut.Gain gain = after.rewardOver(before);
        boolean better = gain.low() > 0;
        boolean holds = loss <= MOST_ANCHOR_LOSS;
        String reason =
                "held-out reward %+.3f [%+.3f, %+.3f] over %d tasks, %s; anchors lose %.3f, at most %.3f allowed"
                        .formatted(
                                gain.mean(),
                                gain.low(),
                                gain.high(),
                                exam.size(),
                                better ? "above zero" : "not above zero",
                                loss,
                                MOST_ANCHOR_LOSS);
        table.end(
                run.with(state.policy().version()),
                better && holds ? RunState.PROMOTED : RunState.KEPT_BACK,
                after,
                reason);
    }

    private static void fail(RoundReport report, int flat) {
        for (Alarm alarm : report.alarms()) {
            if (FATAL.contains(alarm)) {
                throw new IllegalStateException("round " + report.round() + " did not learn: " + alarm);
            }
        }
        if (flat >= FLAT_ROUNDS) {
            throw new IllegalStateException(flat + " rounds in a row without a step, the last with " + report.alarms());
        }
    }

    private static List<Task> exam(RunSettings settings) {
        List<Environment> places = settings.places();
        List<Task> exam = new ArrayList<>();
        for (int i = 0; i < settings.heldOut(); i++) {
            exam.add(places.get(i % places.size()).task(Split.HELD_OUT, settings.seed() * 10_000 + i));
        }
        return exam;
    }

    private Adapter load(String version) {
        try {
            return Adapter.parse(model.config(), "policy " + version, store.load(version));
        } catch (IOException e) {
            throw new UncheckedIOException("the policy " + version + " cannot be read", e);
        }
    }

    private void save(Adapter policy) {
        try {
            store.put(policy.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the policy cannot be written", e);
        }
    }
}
