package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoraTrainerTest {
    private static final Recipe RECIPE =
            new Recipe(UpdateRule.SFT, 8, 16, 2e-2, 40, 5, 6, 8, 4, 4, false, 1, 1, Consolidation.never());
    private static final List<LedgerRow> CAT =
            List.of(LedgerRow.question("cat?", "Mio"), LedgerRow.question("name of cat?", "Mio"));
    private static final List<LedgerRow> DOG = List.of(LedgerRow.question("dog?", "Rex"));
    private static LanguageModel model;

    @BeforeAll
    static void load() {
        model = LanguageModel.load(Path.of("../model/src/test/resources/fixtures/tiny-llama"));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static LearningOutcome train(
            Adapter parent, List<LedgerRow> rows, List<LedgerRow> earlier, double strength) {
        return trainer(RECIPE).train(lesson(parent, rows, earlier, strength), (state, fraction, note) -> {});
    }

    private static LoraTrainer trainer(Recipe recipe) {
        return new LoraTrainer(model, recipe, new GateLimits(0.5, 0.1, 1, 1, 100), List.of(List.of()));
    }

    private static Lesson lesson(Adapter parent, List<LedgerRow> rows, List<LedgerRow> earlier, double strength) {
        return Lesson.of(
                parent,
                new TaughtItem(LedgerKind.FACT, "The cat is Mio.", rows, strength),
                earlier.isEmpty() ? List.of() : List.of(new TaughtItem(LedgerKind.FACT, null, earlier, 1)));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void trainingAnswersItsQuestionsAndSaysSoInTheReceipt() throws Exception {
        LearningOutcome outcome = train(null, CAT, List.of(), 1);
        assertThat(outcome).isInstanceOf(LearningOutcome.Accepted.class);
        LearningOutcome.Accepted accepted = (LearningOutcome.Accepted) outcome;
        JsonNode receipt = json(accepted.receiptJson());
        assertThat(receipt.path("acquired").asText()).isEqualTo("2/2");
        assertThat(receipt.path("acquiredBefore").asText()).isEqualTo("0/2");
        assertThat(receipt.path("verdict").asText()).isEqualTo("accepted");
        assertThat(receipt.path("updateNorm").asDouble()).isPositive();
        assertThat(json(accepted.curveJson())).hasSize(receipt.path("steps").asInt());
        assertThat(accepted.baseHash()).isEqualTo(model.hash());
        assertThat(Adapter.parse(model.config(), "test", accepted.adapter()).finite())
                .isTrue();
    }

    @Test
    void equalInputsGiveEqualBytes() {
        LearningOutcome.Accepted first = (LearningOutcome.Accepted) train(null, CAT, List.of(), 1);
        LearningOutcome.Accepted second = (LearningOutcome.Accepted) train(null, CAT, List.of(), 1);
        assertThat(second.adapter()).isEqualTo(first.adapter());
    }

    @Test
    void aSecondItemKeepsTheFirst() throws Exception {
        LearningOutcome.Accepted first = (LearningOutcome.Accepted) train(null, CAT, List.of(), 1);
        Adapter parent = Adapter.parse(model.config(), "test", first.adapter());
        LearningOutcome second = train(parent, DOG, CAT, 1);
        assertThat(second).isInstanceOf(LearningOutcome.Accepted.class);
        JsonNode receipt = json(((LearningOutcome.Accepted) second).receiptJson());
        assertThat(receipt.path("acquired").asText()).isEqualTo("1/1");
        assertThat(receipt.path("damaged").asText()).isEqualTo("0/2");
    }

    @Test
    void anUpdateThatLearnsNothingIsRefusedWithWordsToActOn() throws Exception {
        Recipe timid = new Recipe(UpdateRule.SFT, 8, 16, 1e-7, 2, 5, 6, 8, 4, 4, false, 1, 1, Consolidation.never());
        LearningOutcome outcome = trainer(timid).train(lesson(null, CAT, List.of(), 1), (state, fraction, note) -> {});
        assertThat(outcome).isInstanceOf(LearningOutcome.Refused.class);
        LearningOutcome.Refused refused = (LearningOutcome.Refused) outcome;
        assertThat(refused.reason()).contains("0/2").contains("short answers");
        assertThat(json(refused.receiptJson()).path("verdict").asText()).isEqualTo("rejected");
    }

    @Test
    void anItemOfManyAnswersGetsMoreSteps() throws Exception {
        Recipe timid = new Recipe(UpdateRule.SFT, 8, 16, 1e-7, 2, 50, 6, 8, 4, 4, false, 1, 1, Consolidation.never());
        List<LedgerRow> lockers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            lockers.add(LedgerRow.question("locker " + i + "?", "4" + i));
        }
        LearningOutcome outcome = trainer(timid).train(lesson(null, lockers, List.of(), 1), (state, part, note) -> {});
        String receipt = ((LearningOutcome.Refused) outcome).receiptJson();
        assertThat(json(receipt).path("steps").asInt()).isEqualTo(2 + 4 * (9 - 6));
    }

    @Test
    void weightsThatExplodeAreRefused() {
        LearningOutcome outcome = train(null, CAT, List.of(), 1e30);
        assertThat(outcome).isInstanceOf(LearningOutcome.Refused.class);
    }

    @Test
    void progressGoesFromTrainingToExamining() {
        List<LearningState> states = new ArrayList<>();
        List<Double> fractions = new ArrayList<>();
        trainer(RECIPE).train(lesson(null, CAT, List.of(), 1), (state, fraction, note) -> {
            states.add(state);
            fractions.add(fraction);
        });
        assertThat(states).startsWith(LearningState.TRAINING).endsWith(LearningState.EXAMINING);
        assertThat(fractions).isSorted();
    }

    @Test
    void eachRuleLowersItsOwnLossAndIsNamedInTheReceipt() throws Exception {
        assertThat(lossFalls(RECIPE.with(UpdateRule.DISTILL, 2e-2), LedgerKind.FACT, CAT))
                .isEqualTo("distill");
        assertThat(lossFalls(RECIPE.with(UpdateRule.OBSERVED, 2e-2), LedgerKind.FACT, CAT))
                .isEqualTo("observed");
        assertThat(lossFalls(RECIPE, LedgerKind.OBSERVATION, List.of(LedgerRow.statement("the door is shut"))))
                .isEqualTo("observed");
    }

    private static String lossFalls(Recipe recipe, LedgerKind kind, List<LedgerRow> rows) throws Exception {
        TaughtItem item = new TaughtItem(kind, "The cat is Mio.", rows, 1);
        LearningOutcome outcome = new LoraTrainer(model, recipe, GateLimits.open(), List.of(List.of()))
                .train(Lesson.of(null, item, List.of()), (state, fraction, note) -> {});
        LearningOutcome.Accepted accepted = (LearningOutcome.Accepted) outcome;
        JsonNode curve = json(accepted.curveJson());
        assertThat(curve.get(curve.size() - 1).asDouble())
                .isLessThan(curve.get(0).asDouble());
        return json(accepted.receiptJson()).path("rule").asText();
    }

    @Test
    void aStatementThatNobodyCanAskAboutIsRefusedWithWordsToActOn() throws Exception {
        TaughtItem item = new TaughtItem(LedgerKind.FACT, null, List.of(LedgerRow.statement("x")), 1);
        LearningOutcome outcome =
                trainer(RECIPE).train(Lesson.of(null, item, List.of()), (state, fraction, note) -> {});
        assertThat(outcome).isInstanceOf(LearningOutcome.Refused.class);
        assertThat(((LearningOutcome.Refused) outcome).reason()).contains("nothing could show", "question rows");
        assertThat(json(((LearningOutcome.Refused) outcome).receiptJson())
                        .path("verdict")
                        .asText())
                .isEqualTo("rejected");
    }

    private static final Recipe WHOLE =
            new Recipe(UpdateRule.SFT, 8, 16, 2e-2, 60, 5, 6, 8, 4, 4, false, 1, 1, new Consolidation(0, 2, 8, 10, 16));

    private static LearningOutcome consolidated(Adapter parent, boolean whole) {
        Lesson lesson = new Lesson(
                parent,
                null,
                new TaughtItem(LedgerKind.FACT, null, DOG, 1),
                List.of(new TaughtItem(LedgerKind.FACT, "The cat is Mio.", CAT, 1)),
                whole);
        return trainer(WHOLE).train(lesson, (state, fraction, note) -> {});
    }

    @Test
    void aConsolidationHoldsAllItemsAndDoesNotHangOnTheParent() throws Exception {
        LearningOutcome.Accepted first = (LearningOutcome.Accepted) train(null, CAT, List.of(), 1);
        Adapter parent = Adapter.parse(model.config(), "test", first.adapter());
        LearningOutcome.Accepted onParent = (LearningOutcome.Accepted) consolidated(parent, false);
        LearningOutcome.Accepted fromBase = (LearningOutcome.Accepted) consolidated(null, true);
        assertThat(onParent.adapter()).isEqualTo(fromBase.adapter());
        JsonNode capacity = json(onParent.receiptJson()).path("capacity");
        assertThat(capacity.path("consolidated").asBoolean()).isTrue();
        assertThat(capacity.path("held").asText()).isEqualTo("2/2");
        assertThat(capacity.path("items").asInt()).isEqualTo(2);
    }

    @Test
    void anItemThatWouldPushOutOthersIsTrainedTogetherWithThem() throws Exception {
        Consolidation late = new Consolidation(0, 100, 8, 20, 16);
        Recipe forgetful = new Recipe(UpdateRule.SFT, 8, 16, 2e-2, 60, 5, 6, 0, 4, 4, false, 1, 1, late);
        LearningOutcome.Accepted first = (LearningOutcome.Accepted) train(null, CAT, List.of(), 1);
        Adapter parent = Adapter.parse(model.config(), "test", first.adapter());
        LearningOutcome alone = trainer(
                        new Recipe(UpdateRule.SFT, 8, 16, 2e-2, 60, 5, 6, 0, 4, 4, false, 1, 1, Consolidation.never()))
                .train(lesson(parent, DOG, CAT, 1), (state, fraction, note) -> {});
        assertThat(alone).isInstanceOf(LearningOutcome.Refused.class);
        assertThat(((LearningOutcome.Refused) alone).reason()).contains("damages");
        LearningOutcome together = trainer(forgetful).train(lesson(parent, DOG, CAT, 1), (state, fraction, note) -> {});
        JsonNode receipt = json(((LearningOutcome.Accepted) together).receiptJson());
        assertThat(receipt.path("acquired").asText()).isEqualTo("1/1");
        assertThat(receipt.path("capacity").path("held").asText()).isEqualTo("2/2");
        assertThat(receipt.path("capacity").path("consolidated").asBoolean()).isTrue();
    }

    @Test
    void aDemonstratedActionIsImitated() throws Exception {
        RowCall call = new RowCall("f", java.util.Map.of("a", 1));
        Lesson lesson = Lesson.of(
                null,
                new TaughtItem(LedgerKind.DEMONSTRATION, null, List.of(LedgerRow.demonstration("door shut", call)), 1),
                List.of());
        LearningOutcome outcome = trainer(RECIPE).train(lesson, (state, fraction, note) -> {});
        assertThat(outcome).isInstanceOf(LearningOutcome.Accepted.class);
        JsonNode receipt = json(((LearningOutcome.Accepted) outcome).receiptJson());
        assertThat(receipt.path("acquiredBefore").asText()).isEqualTo("0/1");
        assertThat(receipt.path("acquired").asText()).isEqualTo("1/1");
    }
}
