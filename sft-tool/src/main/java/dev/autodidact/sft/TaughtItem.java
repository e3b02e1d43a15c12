package dev.autodidact.sft;

import java.util.List;
import java.util.Objects;

/**
 * What the trainer needs of a ledger item.
 *
 * @param kind observations are trained by {@link UpdateRule#OBSERVED}; demonstrations are held to no near questions
 * @param source the text the rows were made from, or null; distillation and the exam in context need it
 * @param rows the item's rows
 * @param strength how hard to train, 1 = the recipe's own
 */
public record TaughtItem(LedgerKind kind, String source, List<LedgerRow> rows, double strength) {
    /** The part of an item that decides how it is trained. */
    public static TaughtItem of(LedgerItem item) {
        return new TaughtItem(item.kind(), item.source(), item.rows(), item.strength());
    }

    /** How many different things it teaches: its distinct answers, or where it has none its rows. */
    int things() {
        long answers = rows.stream()
                .map(LedgerRow::a)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        return (int) (answers > 0 ? answers : rows.size());
    }

    boolean hasSource() {
        return source != null && !source.isBlank();
    }
}
