package dev.autodidact.sft;

/** A file holds what cannot be learned; the message names the line, counted from 1. */
public final class InvalidFileException extends RuntimeException {

    private final int line;

    InvalidFileException(int line, String message) {
        super("line " + line + ": " + message);
        this.line = line;
    }

    InvalidFileException(String message) {
        super(message);
        this.line = 0;
    }

    /** The line at fault, counted from 1; 0 for the file as a whole. */
    public int line() {
        return line;
    }
}
