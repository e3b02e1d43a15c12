package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ToolDefinition;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is asked in an exam is not trained; on the seed model, which finds other wordings itself. */
class LessonPlannerTest {
    private static final LedgerRow CODE = LedgerRow.question("What is the code of the blue door?", "4711");

    private static LanguageModel model;
    private static RowPrompts rows;
    private static LessonPlanner planner;

    @BeforeAll
    static void load() {
        model = LanguageModel.load(Path.of("../seed-model/src/main/resources/dev/autodidact/seed/model"));
        rows = new RowPrompts(model, List.of(List.of(new ToolDefinition("learn", "", "{}"))));
        planner = new LessonPlanner(model, Recipe.standard(model), rows, ReplayPrompts.load(model.folder()));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static TaughtItem item(LedgerRow... rows) {
        return new TaughtItem(LedgerKind.FACT, null, List.of(rows), 1);
    }

    private static Set<List<Integer>> tokens(Stream<Example> examples) {
        return examples.map(e -> Arrays.stream(e.tokens()).boxed().toList()).collect(Collectors.toSet());
    }

    @Test
    void noQuestionOfTheExamThatIsHeldBackIsTrained() {
        TaughtItem earlier = item(LedgerRow.question("Who waters the plants?", "Mirelle"));
        for (LessonPlan plan : List.of(
                planner.next(Lesson.of(null, item(CODE), List.of(earlier))),
                planner.all(Lesson.of(null, item(CODE), List.of(earlier))))) {
            Set<List<Integer>> trained = tokens(Stream.of(
                            plan.fresh().stream().flatMap(List::stream).map(TrainingRow::example),
                            plan.rehearsal().stream(),
                            plan.contrast().stream(),
                            plan.neutral().stream())
                    .flatMap(s -> s));
            Set<List<Integer>> held = tokens(Stream.of(plan.paraphraseExam(), plan.localityExam(), plan.neutralExam())
                    .flatMap(List::stream));
            assertThat(plan.paraphraseExam()).isNotEmpty();
            assertThat(held).hasSizeGreaterThan(10).doesNotContainAnyElementsOf(trained);
        }
    }

    @Test
    void aWordingThatAnEarlierItemTrainsIsNotAsked() {
        String paraphrase = ReplayPrompts.load(model.folder()).paraphrase();
        String wording = new Paraphrases(model, rows, paraphrase)
                .of(List.of(CODE.q()))
                .getFirst()
                .getLast();
        assertThat(planner.next(Lesson.of(null, item(CODE), List.of())).paraphraseExam())
                .hasSize(1);
        TaughtItem same = item(LedgerRow.question(wording, "4711"));
        assertThat(planner.next(Lesson.of(null, item(CODE), List.of(same))).paraphraseExam())
                .isEmpty();
    }

    @Test
    void questionsThatDifferInASignAreRehearsedBoth() {
        List<LedgerRow> both = List.of(
                LedgerRow.question("Who made C?", "Ritchie"), LedgerRow.question("Who made C++?", "Stroustrup"));
        assertThat(LessonPlanner.latest(both)).isEqualTo(both);
    }
}
