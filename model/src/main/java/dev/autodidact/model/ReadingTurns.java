package dev.autodidact.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Whose prompts are read next: one row's until it is read, and beside it those whose next chunk begins at the same place. */
final class ReadingTurns {
    private final RowCounts counts;
    private int turn;

    ReadingTurns(RowCounts counts) {
        this.counts = counts;
    }

    /** Places of the rows in rising order, as many as may be read at once; none where all prompts are read. */
    int[] next(List<BatchRow> rows) {
        int[] reading = IntStream.range(0, rows.size())
                .map(n -> (turn + n) % rows.size())
                .filter(i -> rows.get(i).reading())
                .toArray();
        if (reading.length == 0) {
            return reading;
        }
        turn = reading[0]; // stay with a prompt until it is read: the first token comes sooner than in turns
        int position = rows.get(turn).filled;
        int[] same = Arrays.stream(reading)
                .filter(i -> rows.get(i).filled == position)
                .toArray();
        return Arrays.stream(same).limit(counts.reads(same.length)).sorted().toArray();
    }
}
