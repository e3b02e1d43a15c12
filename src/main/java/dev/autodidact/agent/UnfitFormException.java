package dev.autodidact.agent;

/** A form that answers cannot be held to. */
public class UnfitFormException extends RuntimeException {

    UnfitFormException(String message, Throwable cause) {
        super(message, cause);
    }
}
