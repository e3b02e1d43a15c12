package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.sft.LedgerRow;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvironmentsTest {
    private static Set<String> questionsAndAnswers(Environment environment, Split split) {
        Set<String> out = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            environment.task(split, i).probes().forEach(p -> out.add(p.question() + " " + p.gold()));
        }
        return out;
    }

    @Test
    void equalNumbersGiveEqualTasks() {
        for (Environment environment : Environments.all()) {
            assertThat(environment.task(Split.TRAIN, 7)).isEqualTo(environment.task(Split.TRAIN, 7));
            assertThat(environment.task(Split.TRAIN, 7)).isNotEqualTo(environment.task(Split.TRAIN, 8));
        }
    }

    @Test
    void trainingSharesNoQuestionWithItsAnswerWithTheOtherParts() {
        for (Environment environment : Environments.all()) {
            assertThat(questionsAndAnswers(environment, Split.TRAIN))
                    .doesNotContainAnyElementsOf(questionsAndAnswers(environment, Split.HELD_OUT))
                    .doesNotContainAnyElementsOf(questionsAndAnswers(environment, Split.TRANSFER));
        }
    }

    @Test
    void transferTellsNothingThatTrainingTells() {
        assertThat(wordsOfRules(Split.TRANSFER)).doesNotContainAnyElementsOf(wordsOfRules(Split.TRAIN));
        assertThat(wordsOfRules(Split.HELD_OUT)).containsAnyElementsOf(wordsOfRules(Split.TRAIN));
    }

    /** Trained questions of fact documents without the names in them. */
    private static Set<String> wordsOfRules(Split split) {
        Set<String> out = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            new FactDocuments()
                    .task(split, i)
                    .rule()
                    .forEach(row -> out.add(row.q().replaceAll("(?<=.)[A-Z][a-z]+('s)?", "*")));
        }
        return out;
    }

    @Test
    void rulesRowsAnswerWithGoldAnswersOfTheExam() {
        for (Environment environment : Environments.all()) {
            Task task = environment.task(Split.HELD_OUT, 3);
            Set<String> golds = new HashSet<>();
            task.probes().stream().filter(p -> !p.derived()).forEach(p -> golds.add(p.gold()));
            assertThat(task.rule()).extracting(LedgerRow::a).containsAll(golds);
        }
    }

    @Test
    void unknownNameIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Environments.named("moon")).hasMessageContaining("facts");
    }
}
