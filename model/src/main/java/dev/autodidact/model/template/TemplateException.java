package dev.autodidact.model.template;

/** A template that cannot be read, that fails on its values, or that raised an exception of its own. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TemplateException(String message) {
        super(message);
    }

    TemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}
