package dev.autodidact.sft;

/** The adapter version was removed: an item in it was taken back, or nothing referred to it any more. */
public class ErasedVersionException extends RuntimeException {

    ErasedVersionException(String version) {
        super("adapter version " + version
                + " was erased, since an item in it was taken back or nothing referred to it any more;"
                + " it cannot be used again");
    }
}
