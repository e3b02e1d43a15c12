package dev.autodidact.sft;

/** The runner broke: with an exception or an error of whatever kind. */
class BrokenTrainingException extends RuntimeException {

    BrokenTrainingException(Throwable cause) {
        super(reason(cause), cause);
    }

    /** What a ticket says of a cause. */
    static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
