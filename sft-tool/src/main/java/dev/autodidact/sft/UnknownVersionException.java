package dev.autodidact.sft;

/** There is no such adapter version. */
public class UnknownVersionException extends RuntimeException {

    UnknownVersionException(String message) {
        super(message);
    }
}
