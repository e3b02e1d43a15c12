package dev.autodidact.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExamItemsTest {

    private static final CorpusData DATA = CorpusData.load();
    private static final ExamItems ITEMS = new ExamItems(DATA, 3);

    @Test
    void theSameSeedGivesTheSameItems() {
        assertThat(new ExamItems(DATA, 3).facts(30)).isEqualTo(ITEMS.facts(30));
        assertThat(new ExamItems(DATA, 4).facts(30)).isNotEqualTo(ITEMS.facts(30));
    }

    @Test
    void aFactHasEnoughQuestionsAndOnesThatItDoesNotAnswer() {
        for (ExamFact fact : ITEMS.facts(200)) {
            assertThat(fact.trained()).hasSizeGreaterThanOrEqualTo(8).doesNotHaveDuplicates();
            assertThat(fact.held()).hasSizeGreaterThanOrEqualTo(3).doesNotContainAnyElementsOf(fact.trained());
            assertThat(fact.tell()).contains(fact.value());
            assertThat(fact.heldTell()).contains(fact.value()).isNotEqualTo(fact.tell());
            List<String> unknown = List.of(fact.sameRelation(), fact.sameEntity(), fact.unrelated());
            assertThat(fact.trained()).as(fact.toString()).doesNotContainAnyElementsOf(unknown);
        }
    }

    @Test
    void aContextHoldsTheAnswerAndADistractorIsUnknown() {
        for (boolean held : List.of(true, false)) {
            assertThat(ITEMS.context(100, 4, 8, held))
                    .allMatch(item -> item.text().contains(item.gold()));
            assertThat(ITEMS.distractors(100, 1, 3, held))
                    .allMatch(item -> item.gold().equals("I don't know."));
            assertThat(ITEMS.unknown(100, held)).allMatch(item -> item.accepts("I don't know."));
        }
    }

    @Test
    void aLearnCallIsJudgedByItsRows() {
        ExamItem item = ITEMS.learnCalls(1, 2, false).getFirst();
        List<ToolCall.Row> rows = item.rows().stream()
                .flatMap(fact -> fact.stream().limit(2))
                .map(row -> new ToolCall.Row(row.question(), row.answer()))
                .toList();
        assertThat(item.accepts(ToolCall.learn("x", rows))).isTrue();
        assertThat(item.accepts(ToolCall.learn("x", rows.subList(0, 2)))).isFalse();
        assertThat(item.accepts("I don't know.")).isFalse();
        assertThat(item.accepts(ToolCall.learn("x", rows).replace("}}</", "}</")))
                .isFalse();
        List<ToolCall.Row> wrong = rows.stream()
                .map(row -> new ToolCall.Row(row.question(), "wrong"))
                .toList();
        assertThat(item.accepts(ToolCall.learn("x", wrong))).isFalse();
    }

    @Test
    void otherExamsHaveTheirGoldAnswers() {
        assertThat(ITEMS.sums(true)).hasSize(100);
        assertThat(ITEMS.sums(false).get(34).gold()).isEqualTo("7");
        assertThat(ITEMS.world(1000, true).size()).isGreaterThanOrEqualTo(200);
        assertThat(ITEMS.copies(50, true)).allMatch(item -> item.text().contains(item.gold()));
        assertThat(ITEMS.recall(50, true)).allMatch(item -> item.text().contains(item.gold()));
        assertThat(Set.copyOf(ITEMS.requests(10, true).getFirst().accepted())).isNotEmpty();
    }
}
