package dev.autodidact.sft;

/**
 * What a teaching may be at most. A teaching outside of them is refused before anything is stored; the refusal names the
 * value and the bound.
 */
public final class TeachingBounds {

    /** Rows in one teaching. */
    public static final int MAX_ROWS = 64;

    /** Characters of a question, an answer or a statement. */
    public static final int MAX_ROW_CHARS = 2_000;

    /** Characters of the source text. */
    public static final int MAX_SOURCE_CHARS = 20_000;

    /** Characters of the topic. */
    public static final int MAX_TOPIC_CHARS = 200;

    /** Least strength. */
    public static final double MIN_STRENGTH = 0.1;

    /** Greatest strength. */
    public static final double MAX_STRENGTH = 4;

    private TeachingBounds() {}

    /**
     * Refuses a teaching outside the bounds.
     *
     * @throws InvalidTeachingException naming the parameter, the value and the bound
     */
    public static void check(Teaching teaching) {
        int count = teaching.rows().size();
        if (count == 0) {
            throw new InvalidTeachingException("rows", "rows is empty; 1 to " + MAX_ROWS + " rows are needed");
        }
        if (count > MAX_ROWS) {
            throw new InvalidTeachingException("rows", "rows has " + count + " rows; at most " + MAX_ROWS);
        }
        for (int i = 0; i < count; i++) {
            checkRow("rows[" + i + "]", teaching.kind(), teaching.rows().get(i));
        }
        checkLength("source", teaching.source(), MAX_SOURCE_CHARS);
        checkLength("topic", teaching.topic(), MAX_TOPIC_CHARS);
        RowText.checkCharacters("source", teaching.source());
        RowText.checkCharacters("topic", teaching.topic());
        double strength = teaching.strength();
        if (!(strength >= MIN_STRENGTH && strength <= MAX_STRENGTH)) {
            throw new InvalidTeachingException(
                    "strength", "strength is " + strength + "; it must lie in " + MIN_STRENGTH + " to " + MAX_STRENGTH);
        }
    }

    private static void checkRow(String param, LedgerKind kind, LedgerRow row) {
        boolean statement = row.text() != null;
        boolean answer = row.a() != null;
        boolean call = row.call() != null;
        boolean asked = row.q() != null;
        if (statement == (asked || answer || call) || answer && call) {
            throw new InvalidTeachingException(
                    param,
                    param + " must have \"q\" and \"a\", or \"text\", or for a demonstration \"q\" and \"call\","
                            + " and not two of these");
        }
        if (statement) {
            checkText(param + ".text", row.text());
            RowText.checkWord(param + ".text", row.text());
            return;
        }
        checkText(param + ".q", row.q());
        RowText.checkWord(param + ".q", row.q());
        if (!call) {
            checkText(param + ".a", row.a());
            if (kind == LedgerKind.FACT && HeldRows.question(row.q()).equals(HeldRows.question(row.a()))) {
                throw new InvalidTeachingException(
                        param + ".a", param + ".a is the question itself; the answer to it is needed");
            }
        } else if (kind != LedgerKind.DEMONSTRATION) {
            throw new InvalidTeachingException(
                    param + ".call",
                    param + ".call shows an action, but kind is '" + kind.wire() + "'; it must be demonstration");
        } else {
            checkText(param + ".call.name", row.call().name());
            checkLength(param + ".call.arguments", row.call().json(), MAX_ROW_CHARS);
            RowText.check(param + ".call.arguments", row.call().json());
        }
    }

    private static void checkText(String param, String text) {
        if (text == null || RowText.plain(text).isBlank()) {
            throw new InvalidTeachingException(
                    param, param + " is empty; 1 to " + MAX_ROW_CHARS + " characters are needed");
        }
        checkLength(param, text, MAX_ROW_CHARS);
        RowText.check(param, text);
    }

    private static void checkLength(String param, String text, int max) {
        if (text != null && text.length() > max) {
            throw new InvalidTeachingException(param, param + " has " + text.length() + " characters; at most " + max);
        }
    }
}
