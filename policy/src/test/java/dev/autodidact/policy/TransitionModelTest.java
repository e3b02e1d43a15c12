package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.sft.RowPrompts;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TransitionModelTest {
    private static final InnerRecipe RECIPE = new InnerRecipe(4, 8, 1e-2, 20, 1, 0, 1, 3);

    private static LanguageModel model;

    @BeforeAll
    static void load() {
        model = LanguageModel.load(Path.of("../model/src/test/resources/fixtures/tiny-llama"));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static TransitionModel learn(Environment environment) {
        return TransitionModel.learn(
                model, new RowPrompts(model, List.of(List.of())), environment, RECIPE, 4, Precision.F32);
    }

    @Test
    void observationsOfOtherTasksGetLikelierInEveryEnvironment() {
        for (Environment environment : Environments.all()) {
            TransitionModel learned = learn(environment);
            assertThat(learned.after()).as(environment.name()).isLessThan(learned.before());
            assertThat(learned.trainedTokens()).isGreaterThan(20 * 8 * 5);
        }
    }

    @Test
    void rerunIsEqualToTheBit() {
        assertThat(learn(new Shop())).isEqualTo(learn(new Shop()));
    }

    @Test
    void examOfNothingIsRefused() {
        assertThatThrownBy(() -> TransitionModel.learn(
                        model, new RowPrompts(model, List.of(List.of())), new Shop(), RECIPE, 0, Precision.F32))
                .hasMessageContaining("held-out tasks are 0");
    }
}
