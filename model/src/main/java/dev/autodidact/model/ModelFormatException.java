package dev.autodidact.model;

/** A model folder or adapter file that cannot be used; the message names the file and what was expected of it. */
public final class ModelFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, with the file and the expectation */
    public ModelFormatException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, with the file and the expectation
     * @param cause the error met while reading
     */
    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
