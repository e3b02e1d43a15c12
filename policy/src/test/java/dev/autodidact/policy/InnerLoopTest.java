package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.RowPrompts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InnerLoopTest {
    private static final InnerRecipe RECIPE = new InnerRecipe(4, 8, 2e-2, 6, 400, 2, 4, 1);
    private static final Prices PRICES = Prices.standard();
    private static LanguageModel model;
    private static InnerLoop loop;

    @BeforeAll
    static void load() {
        model = LanguageModel.load(Path.of("../model/src/test/resources/fixtures/tiny-llama"));
        loop = new InnerLoop(model, new RowPrompts(model, List.of(List.of())), RECIPE, Precision.F32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Task task(String id, String value) {
        return new Task(
                id,
                "test",
                Split.TRAIN,
                List.of("The cat is " + value + "."),
                List.of(Probe.of("cat?", value), Probe.of("which cat?", value)),
                List.of("dog?", "cow?", "hen?", "cat of Bo?"),
                List.of());
    }

    private static Study study(String id, String value, LedgerRow... rows) {
        return new Study(task(id, value), SelfEdit.of(List.of(rows)));
    }

    private static List<Study> studies() {
        List<Study> out = new ArrayList<>();
        out.add(study("a", "Mio", LedgerRow.question("cat?", "Mio")));
        out.add(study("a", "Mio", LedgerRow.question("cat?", "Mio"), LedgerRow.question("which cat?", "Mio")));
        out.add(study("a", "Mio", LedgerRow.statement("The cat is Mio.")));
        out.add(study("b", "Rex", LedgerRow.question("cat?", "Rex"), LedgerRow.statement("The cat is Rex.")));
        out.add(study("b", "Rex", LedgerRow.question("what cat is it?", "Rex")));
        return out;
    }

    private static InnerOutcome.Learned learned(InnerOutcome outcome) {
        assertThat(outcome).isInstanceOf(InnerOutcome.Learned.class);
        return (InnerOutcome.Learned) outcome;
    }

    @Test
    void batchedSelfEditsEarnWhatTheyEarnOneByOne() {
        List<InnerOutcome> batched = loop.run(studies());
        List<InnerOutcome> alone = loop.runOneByOne(studies());
        for (int i = 0; i < batched.size(); i++) {
            Reward a = Reward.of(learned(batched.get(i)), PRICES);
            Reward b = Reward.of(learned(alone.get(i)), PRICES);
            assertThat(a.value()).isCloseTo(b.value(), within(1e-4));
            assertThat(a.trainedTokens()).isEqualTo(b.trainedTokens());
        }
    }

    @Test
    void equalSelfEditsEarnEqualRewards() {
        Study one = studies().get(1);
        List<InnerOutcome> twice = loop.run(List.of(one, one));
        assertThat(learned(twice.get(0)).after())
                .isEqualTo(learned(twice.get(1)).after());
    }

    @Test
    void questionsThatAreTrainedAreAnsweredAfterwards() {
        InnerOutcome.Learned learned =
                learned(loop.run(List.of(studies().get(1))).getFirst());
        assertThat(learned.after().getFirst())
                .isGreaterThan(10 * learned.before().getFirst());
    }

    @Test
    void neverMoreThanTheBudgetIsTrained() {
        List<LedgerRow> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            many.add(LedgerRow.question("cat number " + i + "?", "Mio"));
        }
        InnerOutcome.Learned learned = learned(loop.run(List.of(new Study(task("c", "Mio"), SelfEdit.of(many))))
                .getFirst());
        assertThat(learned.trainedTokens()).isBetween(RECIPE.budget() / 2, RECIPE.budget());
    }

    @Test
    void rowThatDoesNotFitTheBudgetIsAFailureAndTheOthersCount() {
        List<Study> studies = new ArrayList<>(studies());
        studies.add(1, study("a", "Mio", LedgerRow.statement("The cat is Mio. ".repeat(60))));
        List<InnerOutcome> outcomes = loop.run(studies);
        assertThat(outcomes.get(1)).isInstanceOfSatisfying(InnerOutcome.Failed.class, f -> {
            assertThat(f.kind()).isEqualTo("over budget");
            assertThat(f.reason()).contains("400");
        });
        assertThat(outcomes).filteredOn(InnerOutcome.Learned.class::isInstance).hasSize(5);
    }

    @Test
    void selfEditWithoutRowsIsAFailureOfItsOwnKind() {
        Study empty = new Study(task("a", "Mio"), SelfEdit.read(List.of("no call")));
        assertThat(loop.run(List.of(empty)).getFirst())
                .isEqualTo(new InnerOutcome.Failed("no learn call", "the self-edit is empty: no learn call"));
    }
}
