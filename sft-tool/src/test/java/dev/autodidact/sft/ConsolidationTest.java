package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConsolidationTest {

    private static List<Long> due(Consolidation c, long most) {
        return LongStream.rangeClosed(1, most).filter(c::due).boxed().toList();
    }

    @Test
    void comesWithEveryItemWhileThereAreFewAndThenAtGrowingDistance() {
        assertThat(due(new Consolidation(3, 8, 20, 2, 64), 80))
                .containsExactly(2L, 3L, 8L, 16L, 24L, 32L, 40L, 48L, 57L, 68L);
    }

    @Test
    void neverComesWhereItIsSwitchedOff() {
        assertThat(due(Consolidation.never(), 1000)).isEmpty();
    }

    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> new Consolidation(0, 8, 0, 2, 64)).hasMessageContaining("0");
        assertThatThrownBy(() -> new Consolidation(0, -1, 5, 2, 64)).hasMessageContaining("-1");
    }
}
