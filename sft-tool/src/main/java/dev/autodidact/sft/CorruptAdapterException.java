package dev.autodidact.sft;

import java.io.IOException;

/** An adapter file is missing or does not have the bytes it is named by. It must not be served. */
public class CorruptAdapterException extends IOException {

    CorruptAdapterException(String message) {
        super(message);
    }
}
