package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.Adapter;
import dev.autodidact.sft.LedgerRow;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatientRolloutsTest {
    private static final Task TASK = new FactDocuments().task(Split.TRAIN, 1);
    private static final Draft DRAFT = new Draft(TASK, List.of(), SelfEdit.of(List.of()), Draft.BASE);

    private static final Rollouts INNER = new Rollouts() {
        @Override
        public List<Draft> write(List<Task> tasks, Adapter policy, double temperature, long seed) {
            return List.of(DRAFT);
        }

        @Override
        public Draft together(List<Draft> drafts, Adapter policy, int questions) {
            return DRAFT;
        }

        @Override
        public Draft rewritten(Draft draft, List<List<LedgerRow>> rows) {
            return DRAFT;
        }

        @Override
        public List<Turn> asBase(List<String> questions) {
            return DRAFT.turns();
        }
    };

    @Test
    void everyMethodIsHandedOnAndNoneAnsweredByTheInterface() {
        for (Method method : Rollouts.class.getMethods()) {
            assertThatCode(() -> PatientRollouts.class.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                    .as(method.getName())
                    .doesNotThrowAnyException();
        }
        Rollouts patient = new PatientRollouts(INNER, () -> {});
        assertThat(patient.write(List.of(TASK), null, 0, 1)).containsExactly(DRAFT);
        assertThat(patient.together(List.of(DRAFT), null, 3)).isSameAs(DRAFT);
        assertThat(patient.rewritten(DRAFT, TASK.rules())).isSameAs(DRAFT);
        assertThat(patient.asBase(TASK.nearby())).isSameAs(DRAFT.turns());
    }

    @Test
    void nothingIsWrittenForARunThatIsToEnd() {
        Rollouts ended = new PatientRollouts(INNER, () -> {
            throw new EndedRunException();
        });
        assertThatThrownBy(() -> ended.write(List.of(TASK), null, 0, 1)).isInstanceOf(EndedRunException.class);
        assertThatThrownBy(() -> ended.together(List.of(DRAFT), null, 3)).isInstanceOf(EndedRunException.class);
    }
}
