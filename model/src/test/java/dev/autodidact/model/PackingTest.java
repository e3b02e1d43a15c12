package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows packed into one sequence against the same rows in sequences of their own. */
class PackingTest {
    private final Adapter adapter = Tiny.adapter(51);

    private LoraTraining.Gradient gradient(List<Example> rows) {
        try (LoraTraining training = Tiny.MODEL.training(List.of(adapter), Tiny.adamW(), Precision.F32)) {
            return training.gradient(PackedBatch.of(rows));
        }
    }

    private Scores.Row score(Example row) {
        return Tiny.MODEL
                .score(PackedBatch.of(List.of(row)), List.of(adapter), Precision.F32)
                .rows()
                .getFirst()
                .getFirst();
    }

    @Test
    void packedRowsScoreAsSeparateRows() {
        List<Example> rows = Tiny.rows(52, 14, 40);
        PackedBatch batch = PackedBatch.of(rows);
        assertThat(batch.sequences()).as("the rows do share sequences").isLessThan(rows.size());
        List<Scores.Row> packed =
                Tiny.MODEL.score(batch, List.of(adapter), Precision.F32).rows().getFirst();
        for (int i = 0; i < rows.size(); i++) {
            Scores.Row alone = score(rows.get(i));
            assertThat(packed.get(i).logProbability()).isCloseTo(alone.logProbability(), within(1e-4));
            assertThat(packed.get(i).targets()).isEqualTo(alone.targets());
            assertThat(packed.get(i).exact()).isEqualTo(alone.exact());
        }
    }

    @Test
    void aRowIsExactWhenItsTargetsAreTheGreedyText() {
        int[] prompt = Tiny.prompt(53, 9);
        int[] answer = Tiny.greedy(prompt, adapter, 12).tokens();
        assertThat(score(Example.of(prompt, answer)).exact()).isTrue();
        int[] other = answer.clone();
        other[11] = other[11] == 5 ? 6 : 5;
        assertThat(score(Example.of(prompt, other)).exact()).isFalse();
    }

    @Test
    void theGradientOfPackedRowsIsTheWeightedMeanOfTheirOwn() {
        List<Example> rows = Tiny.rows(54, 9, 30);
        LoraTraining.Gradient packed = gradient(rows);
        int total = rows.stream().mapToInt(Example::targets).sum();
        double loss = 0;
        float[] mean = new float[packed.gradients()[0].length];
        for (Example row : rows) {
            LoraTraining.Gradient own = gradient(List.of(row));
            double share = (double) row.targets() / total;
            loss += share * own.losses()[0];
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (float) (share * own.gradients()[0][i]);
            }
        }
        assertThat((double) packed.losses()[0]).isCloseTo(loss, within(1e-5));
        assertThat(Fixture.maxDifference(packed.gradients()[0], mean))
                .isLessThanOrEqualTo(2e-6 * Math.max(1, Fixture.norm(mean)));
    }

    @Test
    void theOrderOfTheRowsDoesNotMatter() {
        List<Example> rows = Tiny.rows(55, 10, 30);
        List<Example> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(1));
        float[] one = gradient(rows).gradients()[0];
        assertThat(Fixture.maxDifference(one, gradient(shuffled).gradients()[0]))
                .isLessThanOrEqualTo(2e-6 * Math.max(1, Fixture.norm(one)));
    }

    @Test
    void aRowSeesNothingOfItsNeighbour() {
        Example row = Tiny.rows(56, 1, 30).getFirst();
        List<Double> scores = new ArrayList<>();
        for (int seed = 0; seed < 5; seed++) {
            Example neighbour = new Example(Tiny.prompt(seed, 40), filled(40));
            scores.add(Tiny.MODEL
                    .score(PackedBatch.of(List.of(neighbour, row)), List.of(adapter), Precision.F32)
                    .rows()
                    .getFirst()
                    .get(1)
                    .logProbability());
        }
        assertThat(scores).allSatisfy(s -> assertThat(s).isCloseTo(scores.getFirst(), within(1e-6)));
    }

    private static float[] filled(int n) {
        float[] weights = new float[n];
        Arrays.fill(weights, 1f);
        return weights;
    }
}
