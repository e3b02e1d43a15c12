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
    private static final Recipe RECIPE = new Recipe(UpdateRule.SFT, 8, 16, 2e-2, 40, 5, 6, 8, 4, 4, false, 1, 1);
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
        return new Lesson(parent, LedgerKind.FACT, "The cat is Mio.", rows, earlier, 1, strength);
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
        Recipe timid = new Recipe(UpdateRule.SFT, 8, 16, 1e-7, 2, 5, 6, 8, 4, 4, false, 1, 1);
        LearningOutcome outcome = trainer(timid).train(lesson(null, CAT, List.of(), 1), (state, fraction, note) -> {});
        assertThat(outcome).isInstanceOf(LearningOutcome.Refused.class);
        LearningOutcome.Refused refused = (LearningOutcome.Refused) outcome;
        assertThat(refused.reason()).contains("0/2").contains("short answers");
        assertThat(json(refused.receiptJson()).path("verdict").asText()).isEqualTo("rejected");
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
}
