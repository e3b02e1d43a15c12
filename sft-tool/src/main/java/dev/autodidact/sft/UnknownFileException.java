package dev.autodidact.sft;

import dev.autodidact.memory.Excerpt;

/** There is no such file for the caller. */
public final class UnknownFileException extends RuntimeException {

    UnknownFileException(String id) {
        super("there is no file '" + Excerpt.of(id) + "'");
    }
}
