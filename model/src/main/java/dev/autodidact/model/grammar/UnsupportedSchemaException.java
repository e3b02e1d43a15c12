package dev.autodidact.model.grammar;

/** A JSON Schema that answers cannot be held to; the message says what of it and where. */
public final class UnsupportedSchemaException extends RuntimeException {
    UnsupportedSchemaException(String message) {
        super(message);
    }
}
