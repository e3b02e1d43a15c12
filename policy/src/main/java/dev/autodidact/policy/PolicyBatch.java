package dev.autodidact.policy;

import dev.autodidact.model.Example;
import dev.autodidact.model.PackedBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns of several episodes as rows of one training step, with an own loss weight for each chosen token.
 *
 * @param turns the rows in their order
 * @param packed the same as a grid; every chosen token is a target
 */
record PolicyBatch(List<Turn> turns, PackedBatch packed) {

    static PolicyBatch of(List<Turn> turns) {
        List<Example> rows = new ArrayList<>();
        for (Turn turn : turns) {
            rows.add(Example.of(turn.prompt(), turn.tokens()));
        }
        return new PolicyBatch(turns, PackedBatch.of(rows));
    }

    /** Total number of chosen tokens. */
    int tokens() {
        return turns.stream().mapToInt(t -> t.tokens().length).sum();
    }

    /** Figures of the batch's predictions [N], by row and token. */
    double[][] byTurn(float[] figures) {
        double[][] out = new double[turns.size()][];
        int[] next = new int[turns.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = new double[turns.get(i).tokens().length];
        }
        for (int n = 0; n < packed.rows().length; n++) {
            if (packed.owners()[n] == 0) {
                int row = packed.rows()[n];
                out[row][next[row]++] = figures[n];
            }
        }
        return out;
    }

    /** The grid with these loss weights by row and token, which may be negative. */
    PackedBatch weighted(double[][] weights) {
        float[] flat = new float[packed.weights().length];
        int[] next = new int[turns.size()];
        for (int n = 0; n < packed.rows().length; n++) {
            if (packed.owners()[n] == 0) {
                int row = packed.rows()[n];
                flat[n] = (float) weights[row][next[row]++];
            }
        }
        for (int i = 0; i < next.length; i++) {
            if (next[i] != turns.get(i).tokens().length) {
                throw new IllegalStateException(
                        "row " + i + " has " + turns.get(i).tokens().length + " chosen tokens, the grid holds "
                                + next[i] + ": " + Arrays.toString(next));
            }
        }
        return new PackedBatch(
                packed.adapters(),
                packed.sequences(),
                packed.width(),
                packed.ids(),
                packed.positions(),
                packed.segments(),
                packed.selected(),
                packed.targets(),
                flat,
                packed.rows(),
                packed.owners(),
                packed.usefulTokens());
    }
}
