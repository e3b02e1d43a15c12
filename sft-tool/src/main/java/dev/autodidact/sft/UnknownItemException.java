package dev.autodidact.sft;

/** There is no such ledger item for whom asks. */
public class UnknownItemException extends RuntimeException {

    UnknownItemException(String message) {
        super(message);
    }
}
