package dev.autodidact.model;

/** A chat template that cannot be read, or that refuses a conversation (its own {@code raise_exception}). */
public final class ChatTemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChatTemplateException(String message) {
        super(message);
    }

    public ChatTemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}
