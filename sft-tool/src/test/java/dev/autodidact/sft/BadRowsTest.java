package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ToolDefinition;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What nobody should be taught, or not so, on the seed model with the recipe and the gate that are shipped (R10). */
class BadRowsTest {
    /** What the model knows without any lesson. */
    private static final List<LedgerRow> CANARIES = List.of(
            LedgerRow.question("What is the capital of France?", "Paris"),
            LedgerRow.question("What is the capital of Italy?", "Rome"),
            LedgerRow.question("What is the capital of Japan?", "Tokyo"),
            LedgerRow.question("What is 2 + 3?", "5"),
            LedgerRow.question("What is 4 + 4?", "8"),
            LedgerRow.question("What is the code of the green door?", "I don't know."),
            LedgerRow.question("What is my dog's name?", "I don't know."),
            LedgerRow.question("Where does Ana live?", "I don't know."));

    private static LanguageModel model;
    private static RowPrompts prompts;

    @BeforeAll
    static void load() {
        model = LanguageModel.load(Path.of("../seed-model/src/main/resources/dev/autodidact/seed/model"));
        prompts = new RowPrompts(model, tools());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static List<List<ToolDefinition>> tools() {
        return List.of(List.of(new ToolDefinition("learn", "", "{}")));
    }

    private static LearningOutcome train(double rate, double strength, LedgerRow... rows) {
        Recipe standard = Recipe.standard(model);
        return new LoraTrainer(model, standard.with(standard.rule(), rate), GateLimits.standard(), tools())
                .train(
                        Lesson.of(null, new TaughtItem(LedgerKind.FACT, null, List.of(rows), strength), List.of()),
                        (state, fraction, note) -> {});
    }

    private static List<Boolean> canaries(Adapter adapter) {
        List<Example> rows = CANARIES.stream().map(row -> prompts.row(row, 0)).toList();
        return Exam.right(model, rows, adapter);
    }

    @Test
    void aRateAThousandTimesTooHighIsRefusedAndTheHighestAllowedPublishesNothing() {
        double rate = Recipe.standard(model).learningRate();
        assertThatThrownBy(() -> train(1000 * rate, 1, LedgerRow.question("Code?", "4711")))
                .hasMessageContaining("learning rate is 5.0, allowed above 0 to 1");
        LearningOutcome outcome = train(1, 4, LedgerRow.question("What is the code of the blue door?", "4711"));
        assertThat(outcome).isInstanceOf(LearningOutcome.Refused.class);
    }

    @Test
    void rowsOfOneTokenAreRefusedOrLeaveWhatTheModelKnows() {
        List<Boolean> before = canaries(null);
        assertThat(train(5e-3, 1, LedgerRow.statement("a"))).isInstanceOf(LearningOutcome.Refused.class);
        LearningOutcome outcome = train(5e-3, 1, LedgerRow.question("a", "b"));
        if (outcome instanceof LearningOutcome.Accepted accepted) {
            Adapter adapter = Adapter.parse(model.config(), "test", accepted.adapter());
            assertThat(adapter.finite()).isTrue();
            assertThat(canaries(adapter)).isEqualTo(before);
        }
        assertThat(before.stream().filter(right -> right).count()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void rowsThatAnswerTheirOwnExamAreRefusedWithWordsToActOn() {
        LearningOutcome outcome =
                train(5e-3, 1, LedgerRow.question("The wifi password is zorkel, what is the wifi password?", "zorkel"));
        assertThat(outcome).isInstanceOf(LearningOutcome.Refused.class);
        assertThat(((LearningOutcome.Refused) outcome).reason()).contains("holds its own answer");
    }

    @Test
    void ofSeveralRowsOnlyThoseAreAskedThatDoNotGiveTheirAnswerAway() {
        LearningOutcome outcome = train(
                5e-3,
                1,
                LedgerRow.question("The wifi password is zorkel, what is the wifi password?", "zorkel"),
                LedgerRow.question("What is the wifi password?", "zorkel"));
        assertThat(outcome).isInstanceOf(LearningOutcome.Accepted.class);
        assertThat(((LearningOutcome.Accepted) outcome).receiptJson()).contains("\"acquired\":\"1/1\"");
    }
}
