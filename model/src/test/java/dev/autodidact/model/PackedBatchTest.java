package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedBatchTest {
    private static Example row(Random random, int length, int masked) {
        int[] tokens = random.ints(length, 3, 300).toArray();
        float[] weights = new float[length];
        Arrays.fill(weights, Math.min(masked, length - 1), length, 1f);
        return new Example(tokens, weights);
    }

    @Test
    void everyTokenOfEveryRowIsInTheGridOnceInOrder() {
        Random random = new Random(4);
        for (int trial = 0; trial < 200; trial++) {
            List<List<Example>> rows = new ArrayList<>();
            for (int k = 1 + random.nextInt(4); k > 0; k--) {
                List<Example> mine = new ArrayList<>();
                for (int n = 1 + random.nextInt(12); n > 0; n--) {
                    int length = 2 + random.nextInt(60);
                    mine.add(row(random, length, random.nextInt(length)));
                }
                rows.add(mine);
            }
            PackedBatch batch = PackedBatch.ofAll(rows);
            assertThat(batch.ids()).hasSize(batch.adapters() * batch.sequences() * batch.width());
            assertThat(batch.usefulTokens())
                    .isEqualTo(rows.stream()
                            .flatMap(List::stream)
                            .mapToInt(Example::length)
                            .sum());
            for (int k = 0; k < rows.size(); k++) {
                assertThat(segmentsOf(batch, k))
                        .as("rows of adapter %d", k)
                        .containsExactlyInAnyOrderElementsOf(rows.get(k).stream()
                                .map(r -> Arrays.toString(r.tokens()))
                                .toList());
            }
        }
    }

    private static List<String> segmentsOf(PackedBatch batch, int k) {
        List<String> found = new ArrayList<>();
        for (int s = 0; s < batch.sequences(); s++) {
            int start = (k * batch.sequences() + s) * batch.width();
            for (int t = 0; t < batch.width(); ) {
                long segment = batch.segments()[start + t];
                List<Integer> tokens = new ArrayList<>();
                int first = t;
                while (t < batch.width() && batch.segments()[start + t] == segment) {
                    if (segment >= 0) {
                        assertThat(batch.positions()[start + t]).isEqualTo(t - first);
                    }
                    tokens.add((int) batch.ids()[start + t]);
                    t++;
                }
                if (segment >= 0) {
                    found.add(tokens.toString());
                }
            }
        }
        return found;
    }

    @Test
    void selectedPositionsStandJustBeforeTheirTargetInTheSameRow() {
        Random random = new Random(5);
        PackedBatch batch = PackedBatch.of(List.of(row(random, 9, 4), row(random, 5, 1), row(random, 12, 11)));
        assertThat(batch.targets()).hasSize(5 + 4 + 1);
        for (int n = 0; n < batch.targets().length; n++) {
            int cell = (int) batch.selected()[n];
            assertThat(batch.ids()[cell + 1]).isEqualTo(batch.targets()[n]);
            assertThat(batch.segments()[cell + 1]).isEqualTo(batch.segments()[cell]);
        }
    }

    @Test
    void theWeightsOfEachAdapterSumToOne() {
        Random random = new Random(6);
        Example uneven = new Example(new int[] {5, 6, 7, 8}, new float[] {9f, 0.5f, 0f, 2f});
        PackedBatch batch = PackedBatch.ofAll(List.of(List.of(uneven), List.of(row(random, 30, 3), uneven)));
        int n = batch.targets().length;
        for (int k = 0; k < 2; k++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += batch.weights()[k * n + i];
                assertThat(batch.owners()[i] == k || batch.weights()[k * n + i] == 0)
                        .isTrue();
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
        assertThat(batch.weights()[0])
                .as("0.5 of 2.5; the weight at index 0 counts for nothing")
                .isEqualTo(0.2f);
    }

    @Test
    void equalRowsWasteNothingAndMixedRowsLittle() {
        Random random = new Random(7);
        List<Example> mixed = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            mixed.add(row(random, 10 + random.nextInt(50), 5));
        }
        assertThat(PackedBatch.of(mixed).usefulShare()).isGreaterThan(0.9);
        assertThat(PackedBatch.of(List.of(row(random, 20, 2), row(random, 20, 2)))
                        .usefulShare())
                .isEqualTo(1);
    }

    @Test
    void rowsWithoutATargetAreRefused() {
        Example silent = new Example(new int[] {4, 5}, new float[2]);
        assertThatThrownBy(() -> PackedBatch.of(List.of(silent)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no target");
        assertThatThrownBy(() -> PackedBatch.ofAll(List.of(List.of(silent), List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no rows");
    }

    @Test
    void aPromptIsMaskedAndItsAnswerIsNot() {
        Example example = Example.of(new int[] {1, 2, 3}, new int[] {4, 5});
        assertThat(example.tokens()).containsExactly(1, 2, 3, 4, 5);
        assertThat(example.weights()).containsExactly(0, 0, 0, 1, 1);
        assertThat(example.targets()).isEqualTo(2);
        assertThat(Example.of(new int[0], new int[] {4, 5, 6}).targets()).isEqualTo(2);
    }

    @Test
    void roomThatIsLeftIsFilledWithSpareRows() {
        Random random = new Random(8);
        List<Example> rows = new ArrayList<>();
        List<Example> spare = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            rows.add(row(random, 20 + random.nextInt(60), 5));
            spare.add(row(random, 4 + random.nextInt(20), 2));
        }
        PackedBatch batch = PackedBatch.filled(rows, spare, 128);
        assertThat(batch.width()).isEqualTo(128);
        assertThat(segmentsOf(batch, 0))
                .containsAll(rows.stream().map(r -> Arrays.toString(r.tokens())).toList());
        assertThat(batch.usefulTokens())
                .isGreaterThan(rows.stream().mapToInt(Example::length).sum());
        assertThat(batch.sequences())
                .isEqualTo(PackedBatch.filled(rows, List.of(), 128).sequences());
        assertThat(batch.targets().length % 32).isZero();
    }

    @Test
    void shapesInUnitsScoreTheSameRows() {
        List<Example> rows = Tiny.rows(9, 7, 30);
        PackedBatch units = PackedBatch.inUnits(rows, 32);
        assertThat(units.width() % 32).isZero();
        List<Scores.Row> plain = Tiny.MODEL
                .score(PackedBatch.of(rows), List.of(), Precision.F32)
                .rows()
                .getFirst();
        List<Scores.Row> snapped =
                Tiny.MODEL.score(units, List.of(), Precision.F32).rows().getFirst();
        assertThat(snapped).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(snapped.get(i).targets()).isEqualTo(plain.get(i).targets());
            assertThat(snapped.get(i).exact()).isEqualTo(plain.get(i).exact());
            assertThat(snapped.get(i).logProbability()).isCloseTo(plain.get(i).logProbability(), within(1e-3));
        }
    }
}
