package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.memory.AgentKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeldRowsTest {

    private static LedgerItem item(LedgerRow... rows) {
        return new LedgerItem(
                UUID.randomUUID(),
                AgentKey.of("a"),
                1,
                LedgerKind.FACT,
                null,
                null,
                List.of(rows),
                LedgerTrust.USER,
                1,
                null,
                null,
                LedgerState.LEARNED,
                null,
                List.of(),
                Instant.EPOCH);
    }

    private static LedgerRow q(String question, String answer) {
        return LedgerRow.question(question, answer);
    }

    @Test
    void caseSpaceAndTheQuestionMarkOfAQuestionDoNotMatter() {
        HeldRows held = new HeldRows(List.of(item(q("What is the code?", "8"), LedgerRow.statement("It is  so."))));
        assertThat(held.hold(item(q(" what is  the CODE ", "8")))).isTrue();
        assertThat(held.hold(item(LedgerRow.statement("It is so.")))).isTrue();
        assertThat(held.hold(item(q("What is the code?", "8"), q("And now?", "9"))))
                .isFalse();
    }

    @Test
    void questionsThatDifferInOneSignAreTwoQuestions() {
        List<LedgerItem> items = List.of(item(q("Who made C?", "Ritchie")));
        assertThat(new HeldRows(items).hold(item(q("Who made C++?", "Ritchie"))))
                .isFalse();
        assertThat(HeldRows.replacedBy(item(q("Who made C++?", "Stroustrup")), items))
                .isEmpty();
    }

    @Test
    void anAnswerInAnotherCaseIsNeitherADuplicateNorAContradiction() {
        List<LedgerItem> items = List.of(item(q("Where?", "paris")));
        LedgerItem other = item(q("Where?", "Paris."));
        assertThat(new HeldRows(items).hold(other)).isFalse();
        assertThat(HeldRows.replacedBy(other, items)).isEmpty();
    }

    @Test
    void theLaterAnswerCounts() {
        LedgerItem first = item(q("Code?", "8"));
        LedgerItem second = item(q("Code?", "9"));
        HeldRows held = new HeldRows(List.of(first, second));
        assertThat(held.hold(item(q("Code?", "9")))).isTrue();
        assertThat(held.hold(item(q("Code?", "8")))).isFalse();
        assertThat(HeldRows.replacedBy(item(q("Code?", "8")), List.of(first, second)))
                .containsOnlyKeys(second);
    }

    @Test
    void anItemIsSupersededWhenEachOfItsAnswersIsReplaced() {
        LedgerItem both = item(q("Code?", "8"), q("Port?", "80"));
        LedgerItem statement = item(q("Code?", "8"), LedgerRow.statement("The code is 8."));
        LedgerItem code = item(q("Code?", "9"));
        LedgerItem port = item(q("Port?", "81"));
        assertThat(HeldRows.superseded(List.of(both, statement, code))).isEmpty();
        assertThat(HeldRows.superseded(List.of(both, statement, code, port))).containsExactly(both.id());
        assertThat(HeldRows.superseded(List.of(code, port, both))).containsExactlyInAnyOrder(code.id(), port.id());
    }

    @Test
    void whatALaterItemWasFoundToReplaceCountsNoMoreWhileBothAreHeld() {
        LedgerItem statement = item(LedgerRow.statement("The code is 8."), q("Which code?", "8"));
        LedgerItem later = item(q("Code?", "9")).replacing(List.of(new Replaced(statement.id(), Set.of(0))));
        assertThat(HeldRows.counting(List.of(statement, later)).getFirst().rows())
                .containsExactly(q("Which code?", "8"));
        assertThat(HeldRows.superseded(List.of(statement, later))).isEmpty();
        LedgerItem all = later.replacing(List.of(new Replaced(statement.id(), Set.of(0, 1))));
        assertThat(HeldRows.superseded(List.of(statement, all))).containsExactly(statement.id());
        assertThat(HeldRows.superseded(List.of(all, statement))).isEmpty();
        assertThat(HeldRows.superseded(List.of(statement))).isEmpty();
    }

    @Test
    void theWordOfTheMoreTrustedStandsAgainstThatOfTheLessTrusted() {
        assertThat(LedgerTrust.OPERATOR.outranks(LedgerTrust.USER)).isTrue();
        assertThat(LedgerTrust.USER.outranks(LedgerTrust.TOOL)).isTrue();
        assertThat(LedgerTrust.USER.outranks(LedgerTrust.USER)).isFalse();
        assertThat(LedgerTrust.TOOL.outranks(LedgerTrust.OPERATOR)).isFalse();
    }
}
