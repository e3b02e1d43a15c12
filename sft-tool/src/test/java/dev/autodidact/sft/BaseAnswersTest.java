package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.model.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaseAnswersTest {
    @Test
    void aCallWithMorePromptsThanAreKeptAnswersThemAll() {
        try (LanguageModel model = LanguageModel.load(Path.of("../model/src/test/resources/fixtures/tiny-llama"))) {
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                prompts.add(new int[] {10 + i, 20, 30 + i});
            }
            List<int[]> all = new BaseAnswers(model, 4).of(prompts);
            BaseAnswers small = new BaseAnswers(model, 4, 3);
            small.of(prompts.subList(0, 5));
            List<int[]> again = small.of(prompts);
            assertThat(again).hasSameSizeAs(all);
            for (int i = 0; i < all.size(); i++) {
                assertThat(again.get(i)).as("prompt %d", i).isEqualTo(all.get(i));
            }
        }
    }

    @Test
    void aPromptThatFillsTheContextHasNoAnswer() {
        try (LanguageModel model = LanguageModel.load(Path.of("../model/src/test/resources/fixtures/tiny-llama"))) {
            int[] full = new int[model.contextLength()];
            Arrays.fill(full, 10);
            int[] one = {10, 20, 30};
            BaseAnswers answers = new BaseAnswers(model, 4);
            assertThat(answers.of(List.of(full, one)))
                    .containsExactly(null, answers.of(List.of(one)).getFirst());
        }
    }
}
