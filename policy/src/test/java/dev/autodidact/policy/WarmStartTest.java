package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.Precision;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.RowPrompts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WarmStartTest {
    private static final int[] PROMPT = {1, 2, 3};

    private static LanguageModel model;
    private static Adapter start;

    /** Trajectories whose tokens are the number of rows put into them; {@code asked} keeps the rows. */
    private static final class Curated implements Rollouts {
        final List<List<List<LedgerRow>>> asked = new ArrayList<>();
        final List<String> kept = new ArrayList<>();
        boolean readable = true;

        @Override
        public List<Turn> asBase(List<String> questions) {
            kept.addAll(questions);
            return List.of(new Turn(PROMPT, new int[] {7}, new double[1]));
        }

        @Override
        public List<Draft> write(List<Task> tasks, Adapter policy, double temperature, long seed) {
            assertThat(policy).isNull();
            return tasks.stream()
                    .map(t -> new Draft(t, List.of(), SelfEdit.of(List.of()), Draft.BASE))
                    .toList();
        }

        @Override
        public Draft rewritten(Draft draft, List<List<LedgerRow>> rows) {
            asked.add(rows);
            return readable
                    ? new Draft(draft.task(), List.of(turn()), SelfEdit.of(rows.getFirst()), draft.policy())
                    : null;
        }
    }

    private static Turn turn() {
        return new Turn(PROMPT, new int[] {5, 9, 11}, new double[3]);
    }

    @BeforeAll
    static void load() {
        model = LanguageModel.load(Path.of("../model/src/test/resources/fixtures/tiny-llama"));
        start = Adapter.initial(model.config(), new LoraConfig(2, 4), 1);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static WarmStart warmStart(Rollouts rollouts, int curated, PolicyRecipe recipe) {
        return new WarmStart(model, List.of(new FactDocuments()), recipe.warmedBy(curated), rollouts);
    }

    private static double likelihood(Adapter policy) {
        PolicyBatch batch = PolicyBatch.of(List.of(turn()));
        return Arrays.stream(batch.byTurn(model.targetLogProbabilities(batch.packed(), policy, Precision.F32))[0])
                .sum();
    }

    @Test
    void curatedTrajectoriesGetMoreLikelyUnderEitherAlgorithm() {
        for (PolicyRecipe recipe : List.of(PolicyRecipe.restEm(), PolicyRecipe.grpo())) {
            Adapter warm = warmStart(new Curated(), 20, recipe).from(start, () -> {});
            assertThat(likelihood(warm)).isGreaterThan(likelihood(start));
            assertThat(warmStart(new Curated(), 20, recipe).from(start, () -> {}))
                    .isEqualTo(warm);
        }
    }

    @Test
    void rowsAreThoseOfTheRuleWithThreeQuestionsOfEachAnswer() {
        Curated rollouts = new Curated();
        warmStart(rollouts, 70, PolicyRecipe.restEm()).from(start, () -> {});
        assertThat(rollouts.asked).hasSize(70).allSatisfy(rows -> {
            assertThat(rows).hasSize(1);
            assertThat(rows.getFirst()).doesNotHaveDuplicates().hasSizeBetween(3, 12);
        });
    }

    @Test
    void questionsNearTheTasksAndOthersAreHeldToTheBase() {
        Curated rollouts = new Curated();
        warmStart(rollouts, 20, PolicyRecipe.restEm()).from(start, () -> {});
        assertThat(rollouts.kept).hasSize(3 * 20 + 4).containsAll(InnerLoop.NEUTRAL.subList(0, 4));
    }

    @Test
    void withoutCuratedSelfEditsTheStartStays() {
        assertThat(warmStart(new Curated(), 0, PolicyRecipe.restEm()).from(start, () -> {}))
                .isSameAs(start);
    }

    @Test
    void nothingToCloneIsAColdStartThatTheFirstRoundSoundsAnAlarmFor() {
        Curated rollouts = new Curated();
        rollouts.readable = false;
        assertThat(warmStart(rollouts, 4, PolicyRecipe.restEm()).from(start, () -> {}))
                .isSameAs(start);
        assertThat(firstRound(4).alarms()).contains(Alarm.NOT_WARMED);
        assertThat(firstRound(0).alarms()).doesNotContain(Alarm.NOT_WARMED);
    }

    /** A random model's self-edits cannot be read. */
    private static RoundReport firstRound(int curated) {
        RowPrompts prompts = new RowPrompts(model, List.of(List.of()));
        PolicyTrainer trainer = new PolicyTrainer(
                model,
                List.of(new FactDocuments()),
                PolicyRecipe.restEm().sized(1, 1, 3).warmedBy(curated),
                Prices.standard(),
                new Writer(model, prompts, 8, 4),
                new InnerLoop(model, prompts, InnerRecipe.standard(), Precision.F32));
        return trainer.round(trainer.start()).report();
    }

    @Test
    void whatIsCalledBetweenPiecesEndsIt() {
        assertThatThrownBy(
                        () -> warmStart(new Curated(), 4, PolicyRecipe.restEm()).from(start, () -> {
                            throw new EndedRunException();
                        }))
                .isInstanceOf(EndedRunException.class);
    }
}
