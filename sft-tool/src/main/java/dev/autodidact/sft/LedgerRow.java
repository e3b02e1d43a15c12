package dev.autodidact.sft;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One training row as it is kept in the ledger: either a question with its answer or a statement.
 *
 * @param q the question, null for a statement
 * @param a the answer, null for a statement
 * @param text the statement, null for a question
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LedgerRow(String q, String a, String text) {

    /** A question with its answer. */
    public static LedgerRow question(String q, String a) {
        return new LedgerRow(q, a, null);
    }

    /** A statement. */
    public static LedgerRow statement(String text) {
        return new LedgerRow(null, null, text);
    }
}
