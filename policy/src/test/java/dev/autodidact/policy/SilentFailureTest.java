package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.sft.LedgerRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Faults of the kind that elsewhere went unnoticed are put in by hand, and each must raise its alarm. */
class SilentFailureTest {
    private static LanguageModel model;
    private static Adapter start;

    @BeforeAll
    static void load() {
        model = LanguageModel.load(Path.of("../model/src/test/resources/fixtures/tiny-llama"));
        start = Adapter.initial(model.config(), new LoraConfig(2, 4), 1);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static PolicyRecipe recipe(int maxAge) {
        return new PolicyRecipe(
                PolicyRecipe.Algorithm.GRPO,
                Advantages.grpo(),
                2,
                4,
                1e-2,
                3,
                2,
                4,
                1,
                1,
                1000,
                1,
                2,
                0.01,
                0,
                maxAge,
                0,
                0,
                1);
    }

    private static final Environment TASKS = new Environment() {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public Task task(Split split, long number) {
            return new Task(
                    "t" + number, "test", split, List.of("x is y"), List.of(Probe.of("x?", "y")), List.of(), List.of());
        }
    };

    /** Every draft chooses other tokens; the reward is the number of the draft in its group. */
    private static Draft draft(Task task, int i, Adapter policy) {
        int[] tokens = {5 + i % 3, 9, 11};
        return new Draft(
                task,
                List.of(new Turn(new int[] {1, 2, 3}, tokens, new double[] {-4, -4, -4})),
                SelfEdit.of(List.of(LedgerRow.question("x?", "y" + i % 3))),
                policy.version());
    }

    private static final Rollouts ROLLOUTS = (tasks, policy, temperature, seed) -> {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            drafts.add(draft(tasks.get(i), i, policy));
        }
        return drafts;
    };

    private static class Scores implements Judge {
        String student = "s1";

        double worth(int choice) {
            return 0.2 * choice;
        }

        @Override
        public List<InnerOutcome> run(List<Study> studies) {
            return studies.stream()
                    .map(s -> outcome(worth(s.edit().rows().getFirst().a().charAt(1) - '0')))
                    .toList();
        }

        InnerOutcome outcome(double after) {
            return new InnerOutcome.Learned(
                    List.of(0.0), List.of(after), List.of(false), List.of(false), List.of(), List.of(), 10, 10, start);
        }

        @Override
        public String student() {
            return student;
        }
    }

    private static PolicyTrainer trainer(PolicyRecipe recipe, Rollouts rollouts, Judge judge, Update update) {
        return new PolicyTrainer(List.of(TASKS), recipe, Prices.standard(), rollouts, judge, update, start);
    }

    private static Update real(PolicyRecipe recipe) {
        return new PolicyUpdate(model, recipe);
    }

    private static RoundReport round(Rollouts rollouts, Judge judge, Update update) {
        PolicyTrainer trainer = trainer(recipe(0), rollouts, judge, update);
        return trainer.round(trainer.start()).report();
    }

    @Test
    void soundRoundRaisesNoAlarmAndMovesThePolicyTowardsTheBetterChoice() {
        PolicyTrainer trainer = trainer(recipe(0), ROLLOUTS, new Scores(), real(recipe(0)));
        PolicyTrainer.Step step = trainer.round(trainer.start());
        assertThat(step.report().alarms()).isEmpty();
        assertThat(step.report().weightChange()).isPositive();
        assertThat(step.report().gradient()).isPositive();
        assertThat(step.state().policy()).isNotEqualTo(start);
        PolicyBatch choices = PolicyBatch.of(List.of(
                draft(TASKS.task(Split.TRAIN, 0), 0, start).turns().getFirst(),
                draft(TASKS.task(Split.TRAIN, 0), 2, start).turns().getFirst()));
        double[][] before = logProbabilities(choices, start);
        double[][] after = logProbabilities(choices, step.state().policy());
        assertThat(after[1][0] - after[0][0]).isGreaterThan(before[1][0] - before[0][0]);
    }

    private static double[][] logProbabilities(PolicyBatch batch, Adapter adapter) {
        return batch.byTurn(model.targetLogProbabilities(batch.packed(), adapter, dev.autodidact.model.Precision.F32));
    }

    @Test
    void rewardsThatAreAllEqualAreNoticed() {
        Judge flat = new Scores() {
            @Override
            double worth(int choice) {
                return 0.5;
            }
        };
        RoundReport report = round(ROLLOUTS, flat, real(recipe(0)));
        assertThat(report.alarms()).contains(Alarm.ZERO_VARIANCE);
        assertThat(report.flatGroups()).isEqualTo(report.groups()).isEqualTo(2);
    }

    @Test
    void judgementOfPeopleDecidesWhereTheRewardDoesNot() {
        Judge flat = new Scores() {
            @Override
            double worth(int choice) {
                return 0.5;
            }
        };
        List<double[]> seen = new ArrayList<>();
        Update spy = (from, episodes, advantages, seed) -> {
            seen.add(advantages);
            return real(recipe(0)).apply(from, episodes, advantages, seed);
        };
        PolicyTrainer trainer = trainer(recipe(0), ROLLOUTS, flat, spy)
                .judgedBy(e -> e.rows().getFirst().a().equals("y2") ? 0.1 : 0);
        RoundReport report = trainer.round(trainer.start()).report();
        assertThat(report.alarms()).isEmpty();
        assertThat(report.reward()).isEqualTo(0.5, org.assertj.core.api.Assertions.within(0.05));
        assertThat(seen.getFirst()[2]).isPositive().isGreaterThan(seen.getFirst()[0]);
        assertThat(seen.getFirst()[0]).isNegative();
    }

    @Test
    void gradientOfZeroIsNoticed() {
        Update masked = (from, episodes, advantages, seed) -> new Update.Result(model(from), 3, 0, 0, 1, 0, 0);
        assertThat(round(ROLLOUTS, new Scores(), masked).alarms()).contains(Alarm.ZERO_GRADIENT);
    }

    /** Other weights than the given ones, so that only the gradient is at fault. */
    private static Adapter model(Adapter from) {
        float[] values = from.values();
        values[0] += 1;
        return Adapter.of(model.config(), from.lora(), values);
    }

    @Test
    void weightsThatDoNotMoveAreNoticed() {
        Update forgotten = (from, episodes, advantages, seed) -> {
            Update.Result result = real(recipe(0)).apply(from, episodes, advantages, seed);
            return new Update.Result(from, result.steps(), result.largestGradient(), result.loss(), 1, 0, 0);
        };
        assertThat(round(ROLLOUTS, new Scores(), forgotten).alarms()).containsExactly(Alarm.UNCHANGED_WEIGHTS);
    }

    @Test
    void policyThatIsTrainedButNotServedIsNoticed() {
        Rollouts deaf = (tasks, policy, temperature, seed) -> ROLLOUTS.write(tasks, start, temperature, seed);
        PolicyTrainer trainer = trainer(recipe(0), deaf, new Scores(), real(recipe(0)));
        PolicyTrainer.Step first = trainer.round(trainer.start());
        assertThat(first.report().alarms()).isEmpty();
        assertThat(trainer.round(first.state()).report().alarms()).containsExactly(Alarm.NOT_SERVED);
    }

    @Test
    void rewardsOfAnotherStudentAreScoredAgainAndWhereThatFailsNoticed() {
        Scores judge = new Scores();
        PolicyTrainer trainer = trainer(recipe(2), ROLLOUTS, judge, real(recipe(2)));
        PolicyTrainer.Step first = trainer.round(trainer.start());
        judge.student = "s2";
        PolicyTrainer.Step second = trainer.round(first.state());
        assertThat(second.report().rescored()).isEqualTo(6);
        assertThat(second.report().alarms()).isEmpty();

        Scores broken = new Scores() {
            @Override
            public List<InnerOutcome> run(List<Study> studies) {
                boolean old = studies.stream().anyMatch(s -> s.task().id().equals("t1000000"));
                return old
                        ? studies.stream()
                                .<InnerOutcome>map(s -> new InnerOutcome.Failed("crashed", "x"))
                                .toList()
                        : super.run(studies);
            }
        };
        broken.student = "s3";
        RoundReport third = trainer(recipe(2), ROLLOUTS, broken, real(recipe(2)))
                .round(first.state())
                .report();
        assertThat(third.droppedStale()).isEqualTo(6);
        assertThat(third.alarms()).containsExactly(Alarm.STALE_REWARD);
    }

    @Test
    void episodesOfATooOldPolicyAreDroppedAndCounted() {
        PolicyTrainer trainer = trainer(recipe(1), ROLLOUTS, new Scores(), real(recipe(1)));
        PolicyState state = trainer.start();
        RoundReport report = null;
        for (int i = 0; i < 3; i++) {
            PolicyTrainer.Step step = trainer.round(state);
            state = step.state();
            report = step.report();
        }
        assertThat(report.replayed()).isEqualTo(6);
        assertThat(report.droppedOld()).isEqualTo(6);
    }

    @Test
    void crashOfOneInnerLoopIsCountedAndTheOthersCount() {
        Judge partly = new Scores() {
            @Override
            public List<InnerOutcome> run(List<Study> studies) {
                List<InnerOutcome> out = new ArrayList<>(super.run(studies));
                out.set(0, new InnerOutcome.Failed("crashed", "x"));
                out.set(1, outcome(Double.NaN));
                return out;
            }
        };
        RoundReport report = round(ROLLOUTS, partly, real(recipe(0)));
        assertThat(report.skipped()).containsEntry("crashed", 1).containsEntry("reward is no number", 1);
        assertThat(report.rewarded()).isEqualTo(4);
    }

    @Test
    void roundWithoutAnyRewardIsNoticed() {
        Judge none = new Scores() {
            @Override
            public List<InnerOutcome> run(List<Study> studies) {
                return studies.stream()
                        .<InnerOutcome>map(s -> new InnerOutcome.Failed("crashed", "x"))
                        .toList();
            }
        };
        assertThat(round(ROLLOUTS, none, real(recipe(0))).alarms()).contains(Alarm.NO_REWARD);
    }

    @Test
    void trainerWithoutEnvironmentsIsRefused() {
        assertThatThrownBy(() -> new PolicyTrainer(
                        List.of(), recipe(0), Prices.standard(), ROLLOUTS, new Scores(), real(recipe(0)), start))
                .hasMessageContaining("no environment");
    }
}
