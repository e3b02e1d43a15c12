package dev.autodidact.sft;

/** A file from outside that is no adapter for this server. Nothing of it was stored. */
public class InvalidAdapterException extends RuntimeException {

    InvalidAdapterException(String message) {
        super(message);
    }

    InvalidAdapterException(String message, Throwable cause) {
        super(message, cause);
    }
}
