package dev.autodidact.sft;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One training row as it is kept in the ledger: a question with its answer, a statement, or a demonstration.
 *
 * @param q the question, or the state in which a demonstration acts; null for a statement
 * @param a the answer; null for a statement and for a demonstration
 * @param text the statement, else null
 * @param call the demonstrated action, else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LedgerRow(String q, String a, String text, RowCall call) {

    /** A question with its answer, or a state with what is to be said in it. */
    public static LedgerRow question(String q, String a) {
        return new LedgerRow(q, a, null, null);
    }

    /** A statement. */
    public static LedgerRow statement(String text) {
        return new LedgerRow(null, null, text, null);
    }

    /** A state with the tool call that is to be made in it. */
    public static LedgerRow demonstration(String state, RowCall call) {
        return new LedgerRow(state, null, null, call);
    }

    /** The same in other words. */
    LedgerRow asked(String wording) {
        return new LedgerRow(wording, a, text, call);
    }

    /** The answer or the action as text. */
    String answer() {
        return call == null ? a : call.name() + " " + call.json();
    }
}
