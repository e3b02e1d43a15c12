package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ToolDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the seed model: it is its reading that is asked for. */
class ContradictionsTest {
    private static LanguageModel model;
    private static Contradictions contradictions;

    @BeforeAll
    static void load() {
        model = LanguageModel.load(Path.of("../seed-model/src/main/resources/dev/autodidact/seed/model"));
        RowPrompts rows = new RowPrompts(model, List.of(List.of(new ToolDefinition("learn", "", "{}"))));
        Contrast contrast = new Contrast(ReplayPrompts.load(model.folder()));
        contradictions = new Contradictions(model, rows, new SelfEdit(model, rows), contrast);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static TaughtItem item(String source, LedgerRow... rows) {
        return new TaughtItem(LedgerKind.FACT, source, List.of(rows), 1);
    }

    private static LedgerRow q(String question, String answer) {
        return LedgerRow.question(question, answer);
    }

    private static final TaughtItem BLUE = item(
            "Remember that the code of the blue door is 4711.",
            q("What is the blue door code?", "4711"),
            q("What is the code of our blue door?", "4711"),
            q("Do you know the code for the blue door?", "4711"));

    private static final TaughtItem BLUE_ANEW = item(
            "Remember that the code of the blue door is 8282.",
            q("What is the code of the blue door?", "8282"),
            q("The blue door code?", "8282"));

    private static Set<Integer> replaced(TaughtItem earlier, TaughtItem later) {
        return contradictions.replaced(List.of(earlier), later).getFirst();
    }

    @Test
    void anotherAnswerInOtherWordsReplacesTheEarlierOne() {
        assertThat(replaced(BLUE, BLUE_ANEW)).containsExactly(0, 1, 2);
    }

    @Test
    void aStatementReplacesAStatementOfTheSameThing() {
        TaughtItem four = item(null, LedgerRow.statement("The code of the blue door is 4711."));
        TaughtItem eight = item(null, LedgerRow.statement("The code of the blue door is 8282."));
        assertThat(replaced(four, eight)).containsExactly(0);
        assertThat(replaced(BLUE, eight)).containsExactly(0, 1, 2);
        assertThat(replaced(four, BLUE_ANEW)).containsExactly(0);
    }

    @Test
    void otherThingsStayAsTheyAre() {
        TaughtItem red = item("The code of the red door is 8282.", q("What is the code of the red door?", "8282"));
        TaughtItem wifi = item("The wifi password is banjo77.", q("What is the wifi password?", "banjo77"));
        TaughtItem cellar = item("The cellar door has code 8282.", q("Which code has the cellar door?", "8282"));
        TaughtItem second = item("The code of door 2 is 8282.", q("What is the code of door 2?", "8282"));
        TaughtItem first = item("The code of door 1 is 4711.", q("What is the code of door 1?", "4711"));
        assertThat(contradictions.replaced(List.of(red, wifi, cellar), BLUE)).containsOnly(Set.of());
        assertThat(replaced(second, first)).isEmpty();
        TaughtItem anna = item("Anna lives in Porto.", q("Where does Anna live?", "Porto"));
        TaughtItem ben = item("Ben lives in Faro.", q("Where does Ben live?", "Faro"));
        assertThat(replaced(anna, ben)).isEmpty();
    }

    @Test
    void ofAnItemWithTwoFactsOnlyOneIsReplaced() {
        TaughtItem two = item(
                "The wifi password is banjo77. The code of the blue door is 4711.",
                q("What is the wifi password?", "banjo77"),
                q("What is the code of the blue door?", "4711"));
        assertThat(replaced(two, BLUE_ANEW)).containsExactly(1);
    }

    @Test
    void theSameAndLongerFormsOfItAreNoContradiction() {
        TaughtItem anna = item(null, q("What is my sister's name?", "Anna"));
        TaughtItem whole = item(null, q("What is my sister called?", "Anna Smith"));
        assertThat(replaced(anna, whole)).isEmpty();
        assertThat(replaced(BLUE, BLUE)).isEmpty();
    }
}
