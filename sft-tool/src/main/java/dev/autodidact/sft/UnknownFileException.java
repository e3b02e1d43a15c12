package dev.autodidact.sft;

/** There is no such file for the caller. */
public final class UnknownFileException extends RuntimeException {

    UnknownFileException(String id) {
        super("there is no file '" + (id.length() <= 80 ? id : id.substring(0, 80) + "…") + "'");
    }
}
