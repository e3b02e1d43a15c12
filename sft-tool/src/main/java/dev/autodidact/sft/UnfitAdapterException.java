package dev.autodidact.sft;

/** Trained bytes that must not be served: not an adapter of the loaded model, or with weights that are no numbers. */
public class UnfitAdapterException extends Exception {

    UnfitAdapterException(String message, Throwable cause) {
        super(message, cause);
    }
}
