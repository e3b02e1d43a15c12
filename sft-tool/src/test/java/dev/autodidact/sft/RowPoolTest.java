package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.model.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowPoolTest {
    private static final List<Example> ROWS = IntStream.range(0, 40)
            .mapToObj(i -> Example.of(new int[] {i}, new int[] {i + 100}))
            .toList();

    @Test
    void wrongRowsAreDrawnFirstAndLookedAtAgain() {
        RowPool pool = RowPool.known(ROWS);
        SplittableRandom random = new SplittableRandom(3);
        RowPool.Variant wrong = new RowPool.Variant(17, 0);
        pool.mark(wrong, false);
        for (int i = 0; i < 20; i++) {
            assertThat(pool.draw(3, 1, random)).hasSize(3).first().matches(row -> row.example() == ROWS.get(17));
            assertThat(pool.toLookAt(5, random))
                    .hasSize(5)
                    .doesNotHaveDuplicates()
                    .first()
                    .isEqualTo(wrong);
        }
        pool.mark(wrong, true);
        List<Example> later = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            later.add(pool.draw(1, 1, random).getFirst().example());
        }
        assertThat(later).anyMatch(row -> row != ROWS.get(17));
    }

    @Test
    void rowsToBeLearnedAreWrongUntilTheyWereLookedAt() {
        RowPool pool = RowPool.unknown(
                ROWS.stream().map(row -> List.of(TrainingRow.of(row))).toList());
        SplittableRandom random = new SplittableRandom(4);
        List<RowPool.Variant> asked = pool.toLookAt(30, random);
        asked.forEach(one -> pool.mark(one, true));
        List<Example> left = ROWS.stream()
                .filter(row -> asked.stream().noneMatch(one -> pool.example(one) == row))
                .toList();
        assertThat(pool.draw(10, 1, random).stream().map(TrainingRow::example))
                .containsExactlyInAnyOrderElementsOf(left);
    }

    @Test
    void aShareOfADrawIsLeftToRightRowsAsLongAsThereAreSome() {
        RowPool pool = RowPool.known(ROWS);
        SplittableRandom random = new SplittableRandom(6);
        for (int row = 0; row < 30; row++) {
            pool.mark(new RowPool.Variant(row, 0), false);
        }
        assertThat(wrong(pool.draw(9, 0.5, random))).isEqualTo(5);
        assertThat(wrong(pool.draw(9, 1, random))).isEqualTo(9);
        // there are ten right ones only
        assertThat(wrong(pool.draw(36, 0.5, random))).isEqualTo(26);
        assertThat(pool.draw(100, 0.5, random)).hasSize(40).doesNotHaveDuplicates();
    }

    private static long wrong(List<TrainingRow> drawn) {
        return drawn.stream().filter(row -> ROWS.indexOf(row.example()) < 30).count();
    }

    @Test
    void equalSeedsLookAtEqualRows() {
        RowPool pool = RowPool.known(ROWS);
        assertThat(pool.toLookAt(12, new SplittableRandom(5))).isEqualTo(pool.toLookAt(12, new SplittableRandom(5)));
    }
}
