package dev.autodidact.agent;

/** No model of this name is served. */
public class UnknownModelException extends RuntimeException {

    UnknownModelException(String message) {
        super(message);
    }
}
