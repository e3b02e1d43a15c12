package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExamWriterTest {
    private static final String SOURCE = "The Vega lighthouse stands in Oslo. It was built in 1931 by Ida Holm.";

    @Test
    void aQuestionCountsWhereTheSourceHoldsItsAnswer() {
        LedgerRow right = LedgerRow.question("Which town has the Vega lighthouse?", "Oslo");
        LedgerRow madeUp = LedgerRow.question("How tall is the Vega lighthouse?", "40 metres");
        LedgerRow partOfAWord = LedgerRow.question("What is the year?", "193");
        assertThat(ExamWriter.usable(SOURCE, List.of(right, madeUp, partOfAWord)))
                .containsExactly(right);
    }

    @Test
    void aQuestionThatGivesItsAnswerAwayDoesNotCount() {
        LedgerRow given = LedgerRow.question("Who is Ida Holm, the builder?", "Ida Holm");
        LedgerRow punctuation = LedgerRow.question("When was it built?", "...");
        assertThat(ExamWriter.usable(SOURCE, List.of(given, punctuation))).isEmpty();
    }
}
