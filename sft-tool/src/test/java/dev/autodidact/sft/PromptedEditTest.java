package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Placement;
import dev.autodidact.model.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PromptedEditTest {
    private static EditReply pairs(String reply) {
        return EditReply.read(EditForm.Kind.PAIRS, reply);
    }

    private static EditReply lines(String reply) {
        return EditReply.read(EditForm.Kind.LINES, reply);
    }

    @Test
    void aListOfPairsIsFoundInWhatIsSaidAroundIt() {
        LedgerRow row = LedgerRow.question("Where is Vega?", "In Oslo.");
        assertThat(pairs("[{\"q\":\"Where is Vega?\",\"a\":\"In Oslo.\"}]").rows())
                .containsExactly(row);
        assertThat(pairs("Sure!\n```json\n[{\"question\":\" Where is Vega? \",\"answer\":\"In Oslo.\"}]\n```\nDone.")
                        .rows())
                .containsExactly(row);
        assertThat(pairs(
                                "[{\"q\":\"Where is Vega?\",\"a\":\"In Oslo.\"},{\"q\":\"Where is Vega?\",\"a\":\"In Oslo.\"}]")
                        .rows())
                .containsExactly(row);
    }

    @Test
    void aFaultIsASentenceForTheModel() {
        for (String reply : List.of(
                "",
                "I cannot.",
                "[]",
                "[{\"q\":\"x\"}]",
                "[{\"q\":\"x\",\"a\":{}}]",
                "[{\"q\": \"x\", ]",
                "[{\"q\":\"x\",\"a\":\"" + "y".repeat(700) + "\"}]")) {
            assertThat(pairs(reply).rows()).isEmpty();
            assertThat(pairs(reply).fault()).as(reply).isNotBlank().endsWith(".");
        }
        assertThat(lines(" \n-\n").fault()).isNotBlank();
        assertThat(lines("z".repeat(700)).fault()).contains("600");
    }

    @Test
    void linesLoseTheirBullets() {
        assertThat(lines("Here you are:\n1. Vega is in Oslo.\n- It was built in 1931.\n\nshort\n")
                        .rows())
                .containsExactly(LedgerRow.statement("Vega is in Oslo."), LedgerRow.statement("It was built in 1931."));
        assertThat(lines("A full sentence, number one.\n".repeat(3)).rows()).hasSize(1);
    }

    @Test
    void theFormsAreDataAndEachHasAPlaceForThePassage() {
        assertThat(EditForm.all()).extracting(EditForm::name).containsExactly("questions", "rewrite", "implications");
        assertThatThrownBy(() -> new EditForm("x", EditForm.Kind.LINES, "no place", ""))
                .hasMessageContainingAll("'x'", "{passage}");
    }

    @Test
    void aSmallInstructModelWritesValidRowsOrIsRefusedCleanly() {
        Path folder = miniMind();
        Placement placement = new Placement("", "cpu", List.of(Precision.BF16), true);
        try (LanguageModel model = LanguageModel.load(folder, placement)) {
            PromptedEdit edit = new PromptedEdit(model);
            String passage =
                    "The Vega lighthouse stands in Oslo. It was built in 1931 by Ida Holm and is 40 metres high.";
            for (EditForm form : EditForm.all()) {
                PromptedEdit.Written written = edit.write(form, passage, null);
                System.out.println(form.name() + ": " + written);
                assertThat(written.repairs()).isBetween(0, 2);
                if (written.refusal() == null) {
                    assertThat(written.rows())
                            .isNotEmpty()
                            .allSatisfy(row -> assertThat(row.text() == null ? row.q() + row.a() : row.text())
                                    .isNotBlank());
                } else {
                    assertThat(written.rows()).isEmpty();
                    assertThat(written.refusal()).contains("'" + form.name() + "'");
                }
            }
            PromptedEdit.Written tooLong = edit.write(EditForm.all().getFirst(), "word ".repeat(40_000), null);
            assertThat(tooLong.refusal()).contains("leaves no room");
        }
    }

    @Test
    void aSmallInstructModelIsTaughtByTheSameLessons() throws Exception {
        try (LanguageModel model =
                LanguageModel.load(miniMind(), new Placement("", "cpu", List.of(Precision.BF16), true))) {
            Recipe recipe = Recipe.standard(model);
            assertThat(recipe.learningRate()).isLessThan(Recipe.standard().learningRate());
            LoraTrainer trainer = new LoraTrainer(model, recipe, GateLimits.standard(), List.of(List.of()));
            TaughtItem item = new TaughtItem(
                    LedgerKind.FACT,
                    "The Vega lighthouse stands in Tromso. It was built by Ida Holm.",
                    List.of(
                            LedgerRow.question("Where does the Vega lighthouse stand?", "Tromso"),
                            LedgerRow.question("Who built the Vega lighthouse?", "Ida Holm")),
                    1);
            LearningOutcome outcome = trainer.train(Lesson.of(null, item, List.of()), (state, fraction, note) -> {});
            assertThat(outcome).isInstanceOf(LearningOutcome.Accepted.class);
            String receipt = ((LearningOutcome.Accepted) outcome).receiptJson();
            JsonNode json = new ObjectMapper().readTree(receipt);
            System.out.println("minimind2-small: " + receipt);
            assertThat(json.path("acquired").asText()).as(receipt).isIn("1/2", "2/2");
            assertThat(json.path("acquiredBefore").asText()).as(receipt).isEqualTo("0/2");
            assertThat(json.path("locality").asText()).as(receipt).doesNotEndWith("/0");
            assertThat(json.path("neutral").asText()).as(receipt).doesNotEndWith("/0");
        }
    }

    private static Path miniMind() {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path folder = p.resolve("shared/models/minimind2-small");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        String reason = "skipped: no folder shared/models/minimind2-small beside the repository";
        System.out.println(reason);
        Assumptions.abort(reason);
        return null;
    }
}
